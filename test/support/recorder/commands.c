/*
 * What the drive does when it is told to: the commands of MMC-6 and SPC-4 that recorder programs send.
 */
#define _GNU_SOURCE
#include "recorder.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

int is_plus(long profile) {
  return profile == DVD_PLUS_R || profile == DVD_PLUS_RW;
}

int is_overwritable(long profile) {
  return profile == DVD_PLUS_RW || profile == DVD_RW_OVERWRITE;
}

/* Ends a command with sense data of fixed format, SPC-4 §4.5.3. */
void fail(struct command *command, int key, int code, int qualifier) {
  memset(command->sense, 0, sizeof command->sense);
  command->sense[0] = 0x70;
  command->sense[2] = (uint8_t)key;
  command->sense[7] = 10;
  command->sense[12] = (uint8_t)code;
  command->sense[13] = (uint8_t)qualifier;
}

static long number32(const uint8_t *at) {
  return (long)((uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 | (uint32_t)at[2] << 8 | at[3]);
}

/* Whether the drive can work with a medium now; says why it cannot, otherwise. */
static int is_ready(struct drive *drive, struct command *command) {
  if (drive->tray_open) fail(command, 2, 0x3A, 0x02);
  else if (drive->profile == NO_PROFILE) fail(command, 2, 0x3A, 0x01);
  else if (drive->becoming_ready > 0) fail(command, 2, 0x04, 0x01);
  else if (drive->attention) {
    drive->attention = 0;
    fail(command, 6, 0x28, 0x00);
  } else if (drive->busy > 0) fail(command, 2, 0x04, 0x07);
  else return 1;
  return 0;
}

static void test_ready(struct drive *drive, struct command *command) {
  if (is_ready(drive, command)) return;
  if (drive->becoming_ready > 0) drive->becoming_ready -= 1;
  else if (drive->busy > 0) drive->busy -= 1;
}

static void move_tray(struct drive *drive, const struct behaviour *behaviour, struct command *command) {
  const int motion = command->cdb[4] & 3;
  if (motion == 2 && !drive->tray_open) {
    if (drive->locked) fail(command, 5, 0x53, 0x02);
    else if (behaviour->eject_fails) fail(command, 4, 0x53, 0x00);
    else {
      drive->tray_open = 1;
      drive->becoming_ready = drive->busy = drive->attention = 0;
    }
  } else if (motion == 3 && drive->tray_open) {
    if (behaviour->load_fails) fail(command, 4, 0x53, 0x00);
    else {
      drive->tray_open = 0;
      drive->attention = drive->profile != NO_PROFILE;
      drive->becoming_ready = drive->profile == NO_PROFILE ? 0 : behaviour->load_polls;
    }
  }
}

static void select_mode(struct drive *drive, struct command *command) {
  if (command->length < 10) return;
  const size_t before = 8u + (size_t)(command->data[6] << 8 | command->data[7]);
  if (command->length < before + 4) return;
  const uint8_t *page = command->data + before;
  if ((page[0] & 0x3F) != 0x05) return;
  const int type = page[2] & 0x0F;
  const int is_minus = drive->profile == DVD_R || drive->profile == DVD_RW;
  if (is_minus && type != 0 && type != 2) {
    fail(command, 5, 0x26, 0x00);
    return;
  }
  drive->at_once = type == 2;
  drive->multi = page[3] >> 6;
}

/* Writes to the content, one wrong bit included where that is asked for. @returns 0 where the folder cannot be written to. */
static int put(const struct drive *drive, const struct behaviour *behaviour, const uint8_t *data, long lba, long count) {
  int content = open_content(drive, O_WRONLY | O_CREAT);
  if (content < 0) return 0;
  ssize_t done = pwrite(content, data, (size_t)count * SECTOR, (off_t)lba * SECTOR);
  if (behaviour->mismatch >= lba && behaviour->mismatch < lba + count) {
    const uint8_t wrong = data[(behaviour->mismatch - lba) * SECTOR] ^ 0x80;
    if (pwrite(content, &wrong, 1, (off_t)behaviour->mismatch * SECTOR) != 1) done = -1;
  }
  close(content);
  return done == (ssize_t)(count * SECTOR);
}

static int reaches(long lba, long count, long spot) {
  return spot >= lba && spot < lba + count;
}

static enum outcome write_sectors(struct drive *drive, const struct behaviour *behaviour, struct command *command) {
  const long lba = number32(command->cdb + 2);
  const long count = command->cdb[0] == 0xAA ? number32(command->cdb + 6) : command->cdb[7] << 8 | command->cdb[8];
  const long limit = drive->reserved > 0 ? drive->reserved : drive->capacity;
  if (!is_ready(drive, command)) return ANSWERED;
  if (drive->profile == DVD_ROM || (drive->status == COMPLETE && !is_overwritable(drive->profile))) {
    fail(command, 7, 0x27, 0x00);
  } else if (lba + count > limit || command->length < (size_t)count * SECTOR) {
    fail(command, 5, 0x21, 0x00);
  } else if (!is_overwritable(drive->profile) && lba != drive->written) {
    fail(command, 5, 0x21, 0x02);
  } else if (behaviour->power_calibration) {
    drive->status = APPENDABLE;
    drive->broken = SPOILED;
    fail(command, 3, 0x73, 0x03);
  } else if (reaches(lba, count, behaviour->lost)) {
    drive->gone = 1;
    return LOST;
  } else if (reaches(lba, count, behaviour->write_error)) {
    drive->broken = SPOILED;
    fail(command, 3, 0x0C, 0x00);
  } else {
    if (lba == 0 && drive->written == 0) remove_content(drive);
    if (!put(drive, behaviour, command->data, lba, count)) fail(command, 4, 0x44, 0x00);
    if (lba + count > drive->written) drive->written = lba + count;
    if (is_overwritable(drive->profile)) drive->status = COMPLETE;
    else {
      drive->status = APPENDABLE;
      drive->broken = drive->reserved > 0 && drive->at_once;
    }
  }
  return ANSWERED;
}

/* What closes a disc at once, where all that was announced is written; what is missing stays zero. */
static void synchronize(struct drive *drive, const struct behaviour *behaviour, struct command *command) {
  if (!is_ready(drive, command)) return;
  if (drive->written == 0) return;
  if (behaviour->close_failed) {
    fail(command, 3, 0x72, 0x01);
    return;
  }
  drive->busy = behaviour->close_polls;
  if (drive->at_once && drive->reserved > 0 && drive->status == APPENDABLE && drive->broken != SPOILED) {
    drive->status = COMPLETE;
    drive->broken = 0;
  }
}

/* MMC-6 §6.3: 1 closes a track, 2 a session, 5 and 6 a DVD+R for good. */
static void close_medium(struct drive *drive, const struct behaviour *behaviour, struct command *command) {
  const int function = command->cdb[2] & 7;
  if (!is_ready(drive, command)) return;
  if (behaviour->close_failed) {
    fail(command, 3, 0x72, 0x01);
    return;
  }
  drive->busy = behaviour->close_polls;
  if (function >= 5 || (function == 2 && drive->profile != DVD_PLUS_R && drive->multi == 0)) {
    drive->status = COMPLETE;
    drive->broken = 0;
  }
}

static void reserve(struct drive *drive, struct command *command) {
  if (!is_ready(drive, command)) return;
  const long size = number32(command->cdb + 5);
  if (drive->status != BLANK || drive->reserved > 0) fail(command, 5, 0x2C, 0x00);
  else if (size > drive->capacity) fail(command, 5, 0x21, 0x00);
  else drive->reserved = size;
}

static void become_blank(struct drive *drive) {
  drive->status = BLANK;
  drive->written = drive->reserved = drive->broken = 0;
  remove_content(drive);
}

static void blank(struct drive *drive, const struct behaviour *behaviour, struct command *command) {
  if (!is_ready(drive, command)) return;
  if (drive->profile != DVD_RW && drive->profile != DVD_RW_OVERWRITE) {
    fail(command, 5, 0x30, 0x00);
    return;
  }
  drive->profile = DVD_RW;
  drive->formatted = 0;
  drive->busy = behaviour->close_polls;
  become_blank(drive);
}

static void format(struct drive *drive, const struct behaviour *behaviour, struct command *command) {
  if (!is_ready(drive, command)) return;
  const int type = command->length >= 9 ? command->data[8] >> 2 : -1;
  if (drive->profile == DVD_PLUS_RW && type == 0x26) {
    drive->formatted = 1;
    if (drive->status == BLANK) drive->status = COMPLETE;
  } else if ((drive->profile == DVD_RW || drive->profile == DVD_RW_OVERWRITE) &&
             (type == 0x00 || type == 0x10 || type == 0x15)) {
    become_blank(drive);
    drive->profile = DVD_RW_OVERWRITE;
    drive->formatted = 1;
    drive->status = COMPLETE;
  } else {
    fail(command, 5, 0x26, 0x00);
    return;
  }
  drive->busy = behaviour->close_polls;
}

static void read_sectors(struct drive *drive, const struct behaviour *behaviour, struct command *command) {
  const long lba = number32(command->cdb + 2);
  const long count = command->cdb[0] == 0xA8 ? number32(command->cdb + 6) : command->cdb[7] << 8 | command->cdb[8];
  const size_t bytes = (size_t)count * SECTOR;
  if (!is_ready(drive, command)) return;
  if (lba + count > drive->written || command->length < bytes) {
    fail(command, 5, 0x21, 0x00);
    return;
  }
  if (reaches(lba, count, behaviour->unreadable)) {
    fail(command, 3, 0x11, 0x05);
    return;
  }
  int content = open_content(drive, O_RDONLY);
  memset(command->data, 0, bytes);
  if (content < 0 || pread(content, command->data, bytes, (off_t)lba * SECTOR) < 0) fail(command, 4, 0x44, 0x00);
  if (content >= 0) close(content);
  command->transferred = bytes;
}

/* The replies that need a medium which the drive has recognised. */
static void look(struct drive *drive, struct command *command) {
  if (!is_ready(drive, command)) return;
  switch (command->cdb[0]) {
    case 0x25: reply_capacity(drive, command); break;
    case 0x43: reply_table_of_contents(drive, command); break;
    case 0x51: reply_disc_information(drive, command); break;
    case 0x52: reply_track_information(drive, command); break;
    case 0xAD: reply_disc_structure(drive, command); break;
    default: break;
  }
}

static enum outcome obey(struct drive *drive, const struct behaviour *behaviour, struct command *command) {
  switch (command->cdb[0]) {
    case 0x00: test_ready(drive, command); break;
    case 0x03: reply_sense(command); break;
    case 0x04: format(drive, behaviour, command); break;
    case 0x12: reply_inquiry(command); break;
    case 0x1B: move_tray(drive, behaviour, command); break;
    case 0x1E: drive->locked = command->cdb[4] & 1; break;
    case 0x23: reply_format_capacities(drive, command); break;
    case 0x28: case 0xA8: read_sectors(drive, behaviour, command); break;
    case 0x2A: case 0xAA: return write_sectors(drive, behaviour, command);
    case 0x35: synchronize(drive, behaviour, command); break;
    case 0x46: reply_configuration(drive, command); break;
    case 0x4A: reply_event_status(drive, command); break;
    case 0x53: reserve(drive, command); break;
    case 0x54: if (is_ready(drive, command) && behaviour->power_calibration) fail(command, 3, 0x73, 0x03); break;
    case 0x55: select_mode(drive, command); break;
    case 0x5A: reply_mode_page(drive, command); break;
    case 0x5B: close_medium(drive, behaviour, command); break;
    case 0x5C: reply_buffer_capacity(command); break;
    case 0x25: case 0x43: case 0x51: case 0x52: case 0xAD: look(drive, command); break;
    case 0xA1: blank(drive, behaviour, command); break;
    case 0xA7: case 0xBF: break; /* SET READ AHEAD, SEND DISC STRUCTURE */
    case 0xAC: reply_performance(drive, command); break;
    case 0xB6: if (command->length >= 24) drive->speed = number32(command->data + 20); break;
    case 0xBB: drive->speed = command->cdb[4] << 8 | command->cdb[5]; break;
    case 0xBD: reply_mechanism_status(drive, command); break;
    default: fail(command, 5, 0x20, 0x00);
  }
  return ANSWERED;
}

/* A drive that hangs answers no command more, from the write on that made it hang, until the test asks it to. */
static void hang(struct drive *drive, const struct command *command) {
  struct behaviour behaviour;
  const int is_write = command->cdb[0] == 0x2A || command->cdb[0] == 0xAA;
  for (;;) {
    load_state(drive);
    load_behaviour(drive, &behaviour);
    if (is_write && reaches(number32(command->cdb + 2), command->cdb[7] << 8 | command->cdb[8], behaviour.hung) && !drive->hanging) {
      drive->hanging = 1;
      save_state(drive);
    }
    if (behaviour.hung < 0 || !drive->hanging) break;
    rest(10000);
  }
  if (!drive->hanging) return;
  drive->hanging = 0;
  save_state(drive);
}

enum outcome execute(const char *folder, struct command *command) {
  struct drive drive, before;
  struct behaviour behaviour;
  enum outcome outcome = LOST;
  memset(&drive, 0, sizeof drive);
  snprintf(drive.folder, sizeof drive.folder, "%s", folder);
  hang(&drive, command);
  const int lock = lock_drive(&drive);
  load_state(&drive);
  load_behaviour(&drive, &behaviour);
  before = drive;
  if (behaviour.lost_after > 0) {
    drive.obeyed += 1;
    drive.gone |= drive.obeyed > behaviour.lost_after;
  }
  if (!drive.gone) outcome = obey(&drive, &behaviour, command);
  if (memcmp(&before, &drive, sizeof drive) != 0) save_state(&drive);
  note(&drive, command);
  unlock_drive(lock);
  if (behaviour.pace > 0 && command->cdb[0] == 0x2A) rest((long)(command->length * 1000 / (size_t)behaviour.pace));
  return outcome;
}
