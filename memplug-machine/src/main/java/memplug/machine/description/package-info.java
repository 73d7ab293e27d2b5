/**
 * What a machine is booted from, and the text it is written in. Reads and writes text; opens no file but those below a
 * root it is handed.
 */
@NullMarked
package memplug.machine.description;

import org.jspecify.annotations.NullMarked;
