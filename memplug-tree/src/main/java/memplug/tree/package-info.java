/**
 * The machine as files. {@link memplug.tree.FileTree} is what a server of any kind needs: nodes, looked up by name in
 * their directory, opened, read and written. Errno numbers stand here and nowhere above.
 */
@NullMarked
package memplug.tree;

import org.jspecify.annotations.NullMarked;
