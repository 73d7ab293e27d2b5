/*
 * Opens, reads and closes a file again and again, as one process, and prints how many microseconds each time took.
 *
 * read_attribute SECONDS FILE
 */
#include <err.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

enum { BETWEEN_LOOKS_AT_THE_CLOCK = 64 };

static double seconds(void)
{
	struct timespec now;

	if (clock_gettime(CLOCK_MONOTONIC, &now))
		err(1, "clock_gettime");
	return now.tv_sec + now.tv_nsec / 1e9;
}

static void read_once(const char *path)
{
	char value[4096];
	int file = open(path, O_RDONLY);

	if (file < 0)
		err(1, "open %s", path);
	if (read(file, value, sizeof(value)) <= 0)
		err(1, "read %s", path);
	if (close(file))
		err(1, "close %s", path);
}

int main(int argc, char **argv)
{
	double begin, now, end;
	long count = 0;

	if (argc != 3 || atof(argv[1]) <= 0)
		errx(2, "usage: read_attribute SECONDS FILE");
	begin = seconds();
	end = begin + atof(argv[1]);
	do {
		for (int i = 0; i < BETWEEN_LOOKS_AT_THE_CLOCK; i++)
			read_once(argv[2]);
		count += BETWEEN_LOOKS_AT_THE_CLOCK;
		now = seconds();
	} while (now < end);
	printf("%.3f\n", (now - begin) * 1e6 / count);
	return 0;
}
