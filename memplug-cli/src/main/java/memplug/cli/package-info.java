/** The program's commands: each parses what it is given, asks a library, and prints. */
@NullMarked
package memplug.cli;

import org.jspecify.annotations.NullMarked;
