/*
 * Serves /sys/devices/system/memory/memoryN/state, as a memplug mount does, with libfuse's high-level interface: every
 * operation gets a path. What the files hold is fixed, so all that this costs is the protocol, libfuse, and the paths.
 *
 * libfuse_tree [libfuse's options] DIRECTORY
 */
#define FUSE_USE_VERSION 31
#include <errno.h>
#include <fuse.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MEMORY "/sys/devices/system/memory"

enum { BLOCKS = 4096, ATTRIBUTE_SIZE = 4096 };

static const char *const directories[] = { "/", "/sys", "/sys/devices", "/sys/devices/system", MEMORY };
static const char *const attributes[] = { "online", "phys_device", "phys_index", "removable", "state", "valid_zones" };
static const char *const values[] = { "1\n", "0\n", "00000000\n", "1\n", "online\n", "Normal\n" };

#define COUNT(array) ((int)(sizeof(array) / sizeof((array)[0])))

/* What a path leads to. */
enum kind { NOTHING, DIRECTORY, BLOCK, ATTRIBUTE };

static int find(const char *name, const char *const *names, int count)
{
	for (int i = 0; i < count; i++)
		if (!strcmp(name, names[i]))
			return i;
	return -1;
}

/* The part of a path below the directory of blocks, or NULL. */
static const char *below_memory(const char *path)
{
	size_t length = strlen(MEMORY "/memory");

	return strncmp(path, MEMORY "/memory", length) ? NULL : path + length;
}

static enum kind look_up(const char *path, int *index)
{
	const char *block = below_memory(path);
	char *rest;
	unsigned long number;

	if (!block)
		return find(path, directories, COUNT(directories)) < 0 ? NOTHING : DIRECTORY;
	number = strtoul(block, &rest, 10);
	if (rest == block || number >= BLOCKS)
		return NOTHING;
	if (!*rest)
		return BLOCK;
	*index = *rest == '/' ? find(rest + 1, attributes, COUNT(attributes)) : -1;
	return *index < 0 ? NOTHING : ATTRIBUTE;
}

static int get_attributes(const char *path, struct stat *stat, struct fuse_file_info *file)
{
	int index;

	(void)file;
	memset(stat, 0, sizeof(*stat));
	stat->st_nlink = 1;
	switch (look_up(path, &index)) {
	case NOTHING:
		return -ENOENT;
	case DIRECTORY:
	case BLOCK:
		stat->st_mode = S_IFDIR | 0755;
		return 0;
	case ATTRIBUTE:
		stat->st_mode = S_IFREG | 0644;
		stat->st_size = ATTRIBUTE_SIZE;
		return 0;
	}
	return -EIO;
}

static int list(const char *path, void *buffer, fuse_fill_dir_t fill, off_t offset, struct fuse_file_info *file,
		enum fuse_readdir_flags flags)
{
	size_t length = strcmp(path, "/") ? strlen(path) : 0;
	char name[32];
	int index;

	(void)offset;
	(void)file;
	(void)flags;
	fill(buffer, ".", NULL, 0, 0);
	fill(buffer, "..", NULL, 0, 0);
	if (look_up(path, &index) == BLOCK) {
		for (int i = 0; i < COUNT(attributes); i++)
			fill(buffer, attributes[i], NULL, 0, 0);
		return 0;
	}
	for (int i = 1; i < COUNT(directories); i++)
		if (!strncmp(directories[i], path, length) && strrchr(directories[i], '/') == directories[i] + length)
			fill(buffer, directories[i] + length + 1, NULL, 0, 0);
	for (int i = 0; i < BLOCKS && !strcmp(path, MEMORY); i++) {
		snprintf(name, sizeof(name), "memory%d", i);
		fill(buffer, name, NULL, 0, 0);
	}
	return 0;
}

static int open_file(const char *path, struct fuse_file_info *file)
{
	int index;

	if (look_up(path, &index) != ATTRIBUTE)
		return -ENOENT;
	/* As memplug, and as it has to be for a file that is shorter than it says. */
	file->direct_io = 1;
	return 0;
}

static int read_file(const char *path, char *buffer, size_t size, off_t offset, struct fuse_file_info *file)
{
	size_t length, rest;
	int index;

	(void)file;
	if (look_up(path, &index) != ATTRIBUTE)
		return -ENOENT;
	length = strlen(values[index]);
	if ((size_t)offset >= length)
		return 0;
	rest = length - offset;
	if (rest > size)
		rest = size;
	memcpy(buffer, values[index] + offset, rest);
	return rest;
}

static const struct fuse_operations operations = {
	.getattr = get_attributes,
	.readdir = list,
	.open = open_file,
	.read = read_file,
};

int main(int argc, char **argv)
{
	return fuse_main(argc, argv, &operations, NULL);
}
