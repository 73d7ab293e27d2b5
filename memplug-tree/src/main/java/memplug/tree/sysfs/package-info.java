/** /sys: one class for each part of it, which puts its files into the tree. */
@NullMarked
package memplug.tree.sysfs;

import org.jspecify.annotations.NullMarked;
