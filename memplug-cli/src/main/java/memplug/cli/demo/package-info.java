/** What a machine's memory looks like on a terminal, and a story told with it. */
@NullMarked
package memplug.cli.demo;

import org.jspecify.annotations.NullMarked;
