# Sets $java_options, which are the same for training and for running. For ./memplug to source.
#
# A program that runs for moments, mostly: no time for a second garbage collector thread. And its threads must not look
# into /sys for the number of processors, since what is there may be what they serve; four is as many as are of use.
java_options='-XX:+UseSerialGC -XX:-UsePerfData -XX:ActiveProcessorCount=4 --enable-native-access=memplug.fuse'
