/*
 * The folder of a drive: `state` (what is so), `behaviour` (what shall happen), `content` (the disc's sectors),
 * `commands` (what it was told), `lock` (one command at a time, from however many processes).
 */
#define _GNU_SOURCE
#include "recorder.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

struct field {
  const char *name;
  size_t offset;
};

#define FIELD(type, name) {#name, offsetof(struct type, name)}

static const struct field state_fields[] = {
    FIELD(drive, tray_open), FIELD(drive, locked),    FIELD(drive, attention),
    FIELD(drive, becoming_ready), FIELD(drive, busy), FIELD(drive, profile),
    FIELD(drive, status),    FIELD(drive, capacity),  FIELD(drive, written),
    FIELD(drive, reserved),  FIELD(drive, formatted), FIELD(drive, at_once),
    FIELD(drive, multi),     FIELD(drive, broken),    FIELD(drive, speed),
    FIELD(drive, gone),      FIELD(drive, hanging),   FIELD(drive, obeyed),
    {NULL, 0}};

static const struct field behaviour_fields[] = {
    FIELD(behaviour, busy),         FIELD(behaviour, load_fails),
    FIELD(behaviour, eject_fails),  FIELD(behaviour, load_polls),
    FIELD(behaviour, close_polls),  FIELD(behaviour, power_calibration),
    FIELD(behaviour, close_failed), FIELD(behaviour, write_error),
    FIELD(behaviour, lost),         FIELD(behaviour, hung),
    FIELD(behaviour, unreadable),   FIELD(behaviour, mismatch),
    FIELD(behaviour, pace),         FIELD(behaviour, lost_after),
    {NULL, 0}};

static void path_of(const struct drive *drive, const char *name, char path[4096]) {
  snprintf(path, 4096, "%s/%s", drive->folder, name);
}

static void read_fields(const char *path, const struct field *fields, void *into, char media_id[32]) {
  FILE *file = fopen(path, "re");
  char name[64], value[64];
  if (file == NULL) return;
  while (fscanf(file, "%63[^=]=%63[^\n]\n", name, value) == 2) {
    if (media_id != NULL && strcmp(name, "media_id") == 0) snprintf(media_id, 32, "%.31s", value);
    for (const struct field *field = fields; field->name != NULL; field += 1)
      if (strcmp(field->name, name) == 0) *(long *)((char *)into + field->offset) = atol(value);
  }
  fclose(file);
}

void load_state(struct drive *drive) {
  char path[4096];
  path_of(drive, "state", path);
  read_fields(path, state_fields, drive, drive->media_id);
}

void save_state(const struct drive *drive) {
  char path[4096], draft[4096];
  path_of(drive, "state", path);
  path_of(drive, "state.new", draft);
  FILE *file = fopen(draft, "we");
  if (file == NULL) return;
  for (const struct field *field = state_fields; field->name != NULL; field += 1)
    fprintf(file, "%s=%ld\n", field->name, *(const long *)((const char *)drive + field->offset));
  fprintf(file, "media_id=%s\n", drive->media_id);
  fclose(file);
  rename(draft, path);
}

void load_behaviour(const struct drive *drive, struct behaviour *behaviour) {
  char path[4096];
  memset(behaviour, 0, sizeof *behaviour);
  behaviour->write_error = behaviour->lost = behaviour->hung = -1;
  behaviour->unreadable = behaviour->mismatch = -1;
  path_of(drive, "behaviour", path);
  read_fields(path, behaviour_fields, behaviour, NULL);
}

int lock_drive(const struct drive *drive) {
  char path[4096];
  path_of(drive, "lock", path);
  int lock = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (lock >= 0) flock(lock, LOCK_EX);
  return lock;
}

void unlock_drive(int lock) {
  if (lock >= 0) close(lock);
}

int open_content(const struct drive *drive, int flags) {
  char path[4096];
  path_of(drive, "content", path);
  return open(path, flags | O_CLOEXEC, 0600);
}

void remove_content(const struct drive *drive) {
  char path[4096];
  path_of(drive, "content", path);
  unlink(path);
}

/* Notes a command: its bytes, and the sense it ended with. Reads and writes that went well would fill the file. */
void note(const struct drive *drive, const struct command *command) {
  char path[4096], line[128];
  int length = 0;
  const uint8_t operation = command->cdb[0];
  if ((operation == 0x2A || operation == 0xAA || operation == 0x28) && command->sense[0] == 0) return;
  for (int at = 0; at < command->cdb_length && at < 12; at += 1)
    length += snprintf(line + length, sizeof line - (size_t)length, "%02x ", command->cdb[at]);
  if (command->sense[0] != 0)
    length += snprintf(line + length, sizeof line - (size_t)length, "-> %x/%02x/%02x",
                       command->sense[2], command->sense[12], command->sense[13]);
  line[length++] = '\n';
  path_of(drive, "commands", path);
  int file = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  if (file < 0) return;
  if (write(file, line, (size_t)length) < 0) perror("recorder");
  close(file);
}
