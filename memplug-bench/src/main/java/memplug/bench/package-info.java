/** What operations of the model cost. {@code docs/benchmarks.md} says how they are run and what came out. */
@NullMarked
package memplug.bench;

import org.jspecify.annotations.NullMarked;
