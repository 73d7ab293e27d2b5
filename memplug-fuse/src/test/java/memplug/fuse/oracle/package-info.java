/**
 * What Linux answers to a write, whatever is written: rules that know nothing of how memplug reads a value, to hold it
 * against. They look at the machine only to know what state it is in.
 */
@NullMarked
package memplug.fuse.oracle;

import org.jspecify.annotations.NullMarked;
