/*
 * Stands between a program and the C library: what concerns `/dev/srN` is answered from the folder
 * `$DIPTYCH_RECORDER/srN`, everything else is passed on.
 */
#define _GNU_SOURCE
#include "recorder.h"

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/cdrom.h>
#include <linux/fs.h>
#include <mntent.h>
#include <poll.h>
#include <pthread.h>
#include <scsi/scsi.h>
#include <scsi/scsi_ioctl.h>
#include <scsi/sg.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <time.h>
#include <unistd.h>

#define MAXIMUM_FILES 1024
#define NO_DRIVE (-1)
/* Of no real drive, so that nobody takes a disc mounted on this machine for ours. */
#define FIRST_MINOR 240

/* Number of the drive that a file descriptor belongs to, plus one. */
static signed char drive_of[MAXIMUM_FILES];
/* Whether reading it reads the disc. */
static signed char reads_disc[MAXIMUM_FILES];

#define REAL(name) \
  static __typeof__(&name) real; \
  if (real == NULL) real = (__typeof__(&name))dlsym(RTLD_NEXT, #name)

static void folder_of(int number, char folder[3072]);

/* A program that was started with the drive already open, as growisofs starts itself, knows it by its file. */
__attribute__((constructor)) static void recognise_inherited(void) {
  struct stat node, open_file;
  char folder[3072], path[4096];
  REAL(stat);
  static __typeof__(&fstat) of_file;
  of_file = (__typeof__(&fstat))dlsym(RTLD_NEXT, "fstat");
  if (getenv("DIPTYCH_RECORDER") == NULL) return;
  for (int number = 0; number < MAXIMUM_DRIVES; number += 1) {
    folder_of(number, folder);
    snprintf(path, sizeof path, "%s/node", folder);
    if (real(path, &node) != 0) continue;
    for (int file = 0; file < 64; file += 1)
      if (of_file(file, &open_file) == 0 && open_file.st_ino == node.st_ino && open_file.st_dev == node.st_dev)
        drive_of[file] = (signed char)(number + 1);
  }
}

static void folder_of(int number, char folder[3072]) {
  snprintf(folder, 3072, "%s/sr%d", getenv("DIPTYCH_RECORDER"), number);
}

/* Which drive a path names; NO_DRIVE if none, or none of ours. */
static int drive_at(const char *path) {
  char folder[3072];
  if (path == NULL || getenv("DIPTYCH_RECORDER") == NULL) return NO_DRIVE;
  if (strncmp(path, "/dev/sr", 7) != 0 || path[7] < '0' || path[7] > '3' || path[8] != 0) return NO_DRIVE;
  folder_of(path[7] - '0', folder);
  return access(folder, F_OK) == 0 ? path[7] - '0' : NO_DRIVE;
}

static int drive_behind(int file) {
  return file >= 0 && file < MAXIMUM_FILES ? drive_of[file] - 1 : NO_DRIVE;
}

static void know(int number, struct drive *drive, struct behaviour *behaviour) {
  memset(drive, 0, sizeof *drive);
  folder_of(number, drive->folder);
  load_state(drive);
  load_behaviour(drive, behaviour);
}

static int refuse(int error) {
  errno = error;
  return -1;
}

/* Opening without O_NONBLOCK wants a disc; O_EXCL keeps others out who ask for the same. */
static int open_drive(int number, int flags) {
  struct drive drive;
  struct behaviour behaviour;
  char path[4096];
  know(number, &drive, &behaviour);
  const int wants_disc = (flags & (O_NONBLOCK | O_EXCL)) == 0;
  const int has_disc = !drive.tray_open && drive.profile != NO_PROFILE && drive.becoming_ready == 0;
  if (drive.gone) return refuse(ENOENT);
  if (wants_disc && !has_disc) return refuse(ENOMEDIUM);
  if ((flags & O_EXCL) && behaviour.busy) return refuse(EBUSY);
  const int reads = wants_disc && (flags & O_ACCMODE) == O_RDONLY && drive.written > 0;
  snprintf(path, sizeof path, "%s/%s", drive.folder, reads ? "content" : "node");
  REAL(open64);
  int file = real(path, (reads ? O_RDONLY : O_RDWR | O_CREAT) | O_CLOEXEC, 0600);
  if (file < 0) return -1;
  if ((flags & O_EXCL) && flock(file, LOCK_EX | LOCK_NB) < 0) {
    close(file);
    return refuse(EBUSY);
  }
  if (!(flags & O_CLOEXEC)) fcntl(file, F_SETFD, 0);
  if (file >= MAXIMUM_FILES) return refuse(EMFILE);
  drive_of[file] = (signed char)(number + 1);
  reads_disc[file] = (signed char)reads;
  return file;
}

#define OPEN(name) \
  int name(const char *path, int flags, ...) { \
    va_list arguments; \
    va_start(arguments, flags); \
    const mode_t mode = (flags & (O_CREAT | O_TMPFILE)) ? va_arg(arguments, mode_t) : 0; \
    va_end(arguments); \
    const int number = drive_at(path); \
    if (number != NO_DRIVE) return open_drive(number, flags); \
    REAL(name); \
    return real(path, flags, mode); \
  }
OPEN(open)
OPEN(open64)

#define OPEN_CHECKED(name) \
  int name(const char *path, int flags); \
  int name(const char *path, int flags) { \
    const int number = drive_at(path); \
    if (number != NO_DRIVE) return open_drive(number, flags); \
    REAL(name); \
    return real(path, flags); \
  }
OPEN_CHECKED(__open_2)
OPEN_CHECKED(__open64_2)

#define OPEN_AT(name) \
  int name(int folder, const char *path, int flags, ...) { \
    va_list arguments; \
    va_start(arguments, flags); \
    const mode_t mode = (flags & (O_CREAT | O_TMPFILE)) ? va_arg(arguments, mode_t) : 0; \
    va_end(arguments); \
    const int number = drive_at(path); \
    if (number != NO_DRIVE) return open_drive(number, flags); \
    REAL(name); \
    return real(folder, path, flags, mode); \
  }
OPEN_AT(openat)
OPEN_AT(openat64)

int close(int file) {
  REAL(close);
  if (drive_behind(file) != NO_DRIVE) drive_of[file] = reads_disc[file] = 0;
  return real(file);
}

static int inherit(int from, int to) {
  if (to >= 0 && to < MAXIMUM_FILES && from >= 0 && from < MAXIMUM_FILES) {
    drive_of[to] = drive_of[from];
    reads_disc[to] = reads_disc[from];
  }
  return to;
}

int dup(int file) {
  REAL(dup);
  return inherit(file, real(file));
}

int dup2(int from, int to) {
  REAL(dup2);
  return inherit(from, real(from, to));
}

/* A block device of major number 11, as the kernel's sr driver has them. */
static int describe(int number, struct stat *about) {
  struct drive drive;
  struct behaviour behaviour;
  const int before = errno;
  know(number, &drive, &behaviour);
  if (drive.gone) return refuse(ENOENT);
  errno = before;
  memset(about, 0, sizeof *about);
  about->st_mode = S_IFBLK | 0660;
  about->st_nlink = 1;
  about->st_uid = getuid();
  about->st_gid = getgid();
  about->st_rdev = makedev(11, FIRST_MINOR + number);
  about->st_blksize = 4096;
  return 0;
}

#define STAT(name, type) \
  int name(const char *path, struct type *about) { \
    const int number = drive_at(path); \
    if (number != NO_DRIVE) return describe(number, (struct stat *)about); \
    REAL(name); \
    return real(path, about); \
  }
STAT(stat, stat)
STAT(lstat, stat)
STAT(stat64, stat64)
STAT(lstat64, stat64)

#define FSTAT(name, type) \
  int name(int file, struct type *about) { \
    const int number = drive_behind(file); \
    if (number != NO_DRIVE) return describe(number, (struct stat *)about); \
    REAL(name); \
    return real(file, about); \
  }
FSTAT(fstat, stat)
FSTAT(fstat64, stat64)

/* The names that programs built against a C library before 2.33 know. */
#define OLD_STAT(name, type) \
  int name(int version, const char *path, struct type *about); \
  int name(int version, const char *path, struct type *about) { \
    const int number = drive_at(path); \
    if (number != NO_DRIVE) return describe(number, (struct stat *)about); \
    REAL(name); \
    return real(version, path, about); \
  }
OLD_STAT(__xstat, stat)
OLD_STAT(__lxstat, stat)
OLD_STAT(__xstat64, stat64)
OLD_STAT(__lxstat64, stat64)

#define OLD_FSTAT(name, type) \
  int name(int version, int file, struct type *about); \
  int name(int version, int file, struct type *about) { \
    const int number = drive_behind(file); \
    if (number != NO_DRIVE) return describe(number, (struct stat *)about); \
    REAL(name); \
    return real(version, file, about); \
  }
OLD_FSTAT(__fxstat, stat)
OLD_FSTAT(__fxstat64, stat64)

int access(const char *path, int mode) {
  REAL(access);
  if (strncmp(path, "/dev/sr", 7) == 0) {
    const int number = drive_at(path);
    struct stat about;
    if (number != NO_DRIVE) return describe(number, &about);
  }
  return real(path, mode);
}

/* Whether the bytes lie where the disc cannot be read. */
static int is_unreadable(int file, off64_t position, size_t count) {
  struct drive drive;
  struct behaviour behaviour;
  if (drive_behind(file) == NO_DRIVE || !reads_disc[file]) return 0;
  know(drive_behind(file), &drive, &behaviour);
  const off64_t spot = behaviour.unreadable * (off64_t)SECTOR;
  return drive.gone || (behaviour.unreadable >= 0 && spot + SECTOR > position && spot < position + (off64_t)count);
}

ssize_t read(int file, void *into, size_t count) {
  REAL(read);
  if (drive_behind(file) != NO_DRIVE && is_unreadable(file, lseek64(file, 0, SEEK_CUR), count)) return refuse(EIO);
  return real(file, into, count);
}

ssize_t pread64(int file, void *into, size_t count, off64_t position) {
  REAL(pread64);
  if (is_unreadable(file, position, count)) return refuse(EIO);
  return real(file, into, count, position);
}

ssize_t pread(int file, void *into, size_t count, off_t position) {
  return pread64(file, into, count, position);
}

/*
 * Runs a command; the sense data goes to `sense`. No signal but SIGKILL interrupts it, as none does in the kernel.
 * @returns its status, or -1 where the drive is gone.
 */
static int run(int number, struct command *command, uint8_t *sense, size_t room) {
  char folder[3072];
  sigset_t all, before;
  folder_of(number, folder);
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  const enum outcome outcome = execute(folder, command);
  pthread_sigmask(SIG_SETMASK, &before, NULL);
  if (outcome == LOST) return refuse(ENODEV);
  if (command->sense[0] == 0) return 0;
  if (sense != NULL) memcpy(sense, command->sense, room < sizeof command->sense ? room : sizeof command->sense);
  return 2;
}

static int generic(int number, struct sg_io_hdr *header) {
  struct command command = {.cdb = header->cmdp, .cdb_length = header->cmd_len, .data = header->dxferp, .length = header->dxfer_len};
  const int status = run(number, &command, header->sbp, header->mx_sb_len);
  if (status < 0) return -1;
  const int receives = header->dxfer_direction == SG_DXFER_FROM_DEV;
  header->status = (unsigned char)status;
  header->masked_status = (unsigned char)(status >> 1);
  header->sb_len_wr = status == 0 ? 0 : sizeof command.sense;
  header->host_status = 0;
  header->driver_status = status == 0 ? 0 : 8;
  header->resid = receives ? (int)(command.length - command.transferred) : 0;
  header->info = status == 0 ? SG_INFO_OK : SG_INFO_CHECK;
  header->duration = 0;
  return 0;
}

static int packet(int number, struct cdrom_generic_command *asked) {
  struct command command = {.cdb = asked->cmd, .cdb_length = 12, .data = asked->buffer, .length = asked->buflen};
  const int status = run(number, &command, (uint8_t *)asked->sense, sizeof *asked->sense);
  if (status == 0) return 0;
  return status < 0 ? -1 : refuse(EIO);
}

/* START STOP UNIT, as the kernel's own ioctls send it. */
static int move(int number, int motion) {
  const uint8_t cdb[6] = {0x1B, 0, 0, 0, (uint8_t)motion, 0};
  struct command command = {.cdb = cdb, .cdb_length = 6};
  const int status = run(number, &command, NULL, 0);
  if (status == 0) return 0;
  return status < 0 ? -1 : refuse(EIO);
}

static int lock(int number, int locked) {
  const uint8_t cdb[6] = {0x1E, 0, 0, 0, (uint8_t)(locked != 0), 0};
  struct command command = {.cdb = cdb, .cdb_length = 6};
  return run(number, &command, NULL, 0);
}

static int drive_status(const struct drive *drive) {
  if (drive->tray_open) return CDS_TRAY_OPEN;
  if (drive->profile == NO_PROFILE) return CDS_NO_DISC;
  return drive->becoming_ready > 0 ? CDS_DRIVE_NOT_READY : CDS_DISC_OK;
}

static int control(int number, unsigned long request, void *argument) {
  struct drive drive;
  struct behaviour behaviour;
  know(number, &drive, &behaviour);
  if (drive.gone) return refuse(ENODEV);
  const long long bytes = drive.tray_open ? 0 : (long long)drive.written * SECTOR;
  switch (request) {
    case SG_IO: return generic(number, argument);
    case CDROM_SEND_PACKET: return packet(number, argument);
    case CDROMEJECT: lock(number, 0); return move(number, 2);
    case CDROMCLOSETRAY: return move(number, 3);
    case CDROM_LOCKDOOR: return lock(number, argument != NULL);
    case CDROM_DRIVE_STATUS: return drive_status(&drive);
    case CDROM_GET_CAPABILITY: return CDC_CLOSE_TRAY | CDC_OPEN_TRAY | CDC_LOCK | CDC_DVD | CDC_DVD_R | CDC_GENERIC_PACKET;
    case CDROM_MEDIA_CHANGED: return 0;
    case BLKFLSBUF: return 0;
    case BLKGETSIZE: *(unsigned long *)argument = (unsigned long)(bytes / 512); return 0;
    case BLKGETSIZE64: *(unsigned long long *)argument = (unsigned long long)bytes; return 0;
    case SCSI_IOCTL_GET_BUS_NUMBER: *(int *)argument = number; return 0;
    case SCSI_IOCTL_GET_IDLUN: ((int *)argument)[0] = number << 24; ((int *)argument)[1] = 0; return 0;
    default: return refuse(ENOTTY);
  }
}

int ioctl(int file, unsigned long request, ...) {
  va_list arguments;
  va_start(arguments, request);
  void *argument = va_arg(arguments, void *);
  va_end(arguments);
  const int number = drive_behind(file);
  if (number != NO_DRIVE) return control(number, request, argument);
  REAL(ioctl);
  return real(file, request, argument);
}

/* Programs nap between their looks at the drive. $DIPTYCH_RECORDER_HASTE is how many times shorter their naps are here. */
static struct timespec shortened(const struct timespec *asked) {
  const char *haste = getenv("DIPTYCH_RECORDER_HASTE");
  const double factor = haste == NULL ? 1 : atof(haste);
  const double left = ((double)asked->tv_sec * 1e9 + (double)asked->tv_nsec) / (factor < 1 ? 1 : factor);
  const struct timespec nap = {(time_t)(left / 1e9), (long)(left - (double)(time_t)(left / 1e9) * 1e9)};
  return nap;
}

int nanosleep(const struct timespec *asked, struct timespec *left) {
  const struct timespec nap = shortened(asked);
  REAL(nanosleep);
  return real(&nap, left);
}

int usleep(useconds_t microseconds) {
  const struct timespec asked = {microseconds / 1000000, (long)(microseconds % 1000000) * 1000};
  return nanosleep(&asked, NULL);
}

unsigned int sleep(unsigned int seconds) {
  const struct timespec asked = {(time_t)seconds, 0};
  nanosleep(&asked, NULL);
  return 0;
}

/* growisofs waits so: for nothing but the time. */
int poll(struct pollfd *files, nfds_t count, int milliseconds) {
  REAL(poll);
  if (count > 0 || milliseconds <= 0) return real(files, count, milliseconds);
  usleep((useconds_t)milliseconds * 1000);
  return 0;
}

/* Nothing is mounted: growisofs would unmount it. */
FILE *setmntent(const char *path, const char *mode) {
  REAL(setmntent);
  return real(getenv("DIPTYCH_RECORDER") == NULL ? path : "/dev/null", mode);
}

void rest(long microseconds) {
  const struct timespec nap = {microseconds / 1000000, microseconds % 1000000 * 1000};
  REAL(nanosleep);
  real(&nap, NULL);
}
