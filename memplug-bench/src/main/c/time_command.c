/*
 * Runs a command with its output thrown away, and prints how many milliseconds passed from starting it to its end.
 *
 * time_command COMMAND [ARGUMENT...]
 */
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

extern char **environ;

static double milliseconds(void)
{
	struct timespec now;

	if (clock_gettime(CLOCK_MONOTONIC, &now))
		err(1, "clock_gettime");
	return now.tv_sec * 1e3 + now.tv_nsec / 1e6;
}

int main(int argc, char **argv)
{
	posix_spawn_file_actions_t actions;
	double begin;
	int status;
	pid_t pid;

	if (argc < 2)
		errx(2, "usage: time_command COMMAND [ARGUMENT...]");
	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
	begin = milliseconds();
	errno = posix_spawnp(&pid, argv[1], &actions, NULL, argv + 1, environ);
	if (errno)
		err(1, "%s", argv[1]);
	if (waitpid(pid, &status, 0) != pid)
		err(1, "waitpid");
	printf("%.1f\n", milliseconds() - begin);
	if (!WIFEXITED(status) || WEXITSTATUS(status))
		errx(1, "%s did not end well", argv[1]);
	return 0;
}
