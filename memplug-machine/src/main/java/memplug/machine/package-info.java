/** A machine whose memory can be plugged, booted from a description. */
@NullMarked
package memplug.machine;

import org.jspecify.annotations.NullMarked;
