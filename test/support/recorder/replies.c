/*
 * What the drive says of itself and of its medium: the replies of MMC-6 and SPC-4, field by field.
 */
#include "recorder.h"

#include <string.h>

/* 16x in kB/s; the slower ones are its parts. */
static const long speeds[] = {22160, 16620, 11080, 8310, 5540, 2770};
#define SPEEDS (sizeof speeds / sizeof *speeds)
#define BUFFER_BYTES (2 * 1024 * 1024)

static void put16(uint8_t *at, long value) {
  at[0] = (uint8_t)(value >> 8);
  at[1] = (uint8_t)value;
}

static void put24(uint8_t *at, long value) {
  at[0] = (uint8_t)(value >> 16);
  put16(at + 1, value);
}

static void put32(uint8_t *at, long value) {
  put16(at, value >> 16);
  put16(at + 2, value);
}

static void reply(struct command *command, const uint8_t *bytes, size_t count, size_t allowed) {
  if (count > allowed) count = allowed;
  if (count > command->length) count = command->length;
  memcpy(command->data, bytes, count);
  command->transferred = count;
}

static size_t allocated(const struct command *command) {
  return (size_t)(command->cdb[7] << 8 | command->cdb[8]);
}

/* SPC-4 §6.6. */
void reply_inquiry(struct command *command) {
  uint8_t bytes[36] = {0x05, 0x80, 0x05, 0x32, 31};
  memcpy(bytes + 8, "DIPTYCH ", 8);
  memcpy(bytes + 16, "EMULATED DVD-RW ", 16);
  memcpy(bytes + 32, "1.00", 4);
  reply(command, bytes, sizeof bytes, (size_t)(command->cdb[3] << 8 | command->cdb[4]));
}

static const long profiles[] = {DVD_PLUS_R, DVD_PLUS_RW, DVD_RW, DVD_RW_OVERWRITE, DVD_R, DVD_ROM, CD_R};
#define PROFILES (sizeof profiles / sizeof *profiles)

static uint8_t *feature(uint8_t *at, int code, int version, int is_persistent, int is_current, int extra) {
  memset(at, 0, (size_t)(4 + extra));
  put16(at, code);
  at[2] = (uint8_t)(version << 2 | (is_persistent ? 2 : 0) | (is_current ? 1 : 0));
  at[3] = (uint8_t)extra;
  return at + 4;
}

/* MMC-6 §5.3: the features of a DVD recorder. */
static size_t list_features(const struct drive *drive, uint8_t *list) {
  const long profile = drive->tray_open ? NO_PROFILE : drive->profile;
  const int is_minus = profile == DVD_R || profile == DVD_RW;
  const int is_open = profile != NO_PROFILE && drive->status != COMPLETE;
  uint8_t *at = list, *body;

  body = feature(at, 0x0000, 0, 1, 1, 4 * PROFILES); /* profile list */
  for (size_t index = 0; index < PROFILES; index += 1) {
    put16(body + 4 * index, profiles[index]);
    body[4 * index + 2] = profiles[index] == profile;
  }
  at = body + 4 * PROFILES;

  body = feature(at, 0x0001, 2, 1, 1, 8); /* core: Serial ATAPI */
  put32(body, 7);
  body[4] = 1;
  at = body + 8;

  body = feature(at, 0x0002, 1, 1, 1, 4); /* morphing */
  at = body + 4;

  body = feature(at, 0x0003, 1, 1, 1, 4); /* removable medium: tray, eject, load, lock */
  body[0] = 0x39;
  at = body + 4;

  body = feature(at, 0x0010, 0, 0, profile != NO_PROFILE && drive->written > 0, 8); /* random readable */
  put32(body, SECTOR);
  put16(body + 4, 16);
  at = body + 8;

  body = feature(at, 0x001F, 0, 0, profile >= DVD_ROM, 4); /* DVD read */
  at = body + 4;

  body = feature(at, 0x0021, 1, 0, is_minus && is_open && !drive->broken, 8); /* incremental streaming */
  put16(body, 0x0100);
  body[3] = 1;
  body[4] = 16;
  at = body + 8;

  body = feature(at, 0x0026, 0, 0, profile == DVD_RW_OVERWRITE, 0); /* restricted overwrite */
  at = body;

  body = feature(at, 0x002A, 0, 0, profile == DVD_PLUS_RW, 4); /* DVD+RW */
  body[0] = 1;
  at = body + 4;

  body = feature(at, 0x002B, 0, 0, profile == DVD_PLUS_R, 4); /* DVD+R */
  body[0] = 1;
  at = body + 4;

  body = feature(at, 0x002F, 1, 0, is_minus && is_open, 4); /* DVD-R/-RW write: BUF, test write, DVD-RW */
  body[0] = 0x46;
  at = body + 4;

  body = feature(at, 0x0105, 0, 1, 1, 4); /* time-out */
  at = body + 4;

  body = feature(at, 0x0107, 3, 0, profile != NO_PROFILE, 4); /* real-time streaming: RBCB SCS MP2A WSPD SW */
  body[0] = 0x1F;
  at = body + 4;

  body = feature(at, 0x0108, 0, 1, 1, 8); /* serial number */
  memcpy(body, "DIPTYCH1", 8);
  at = body + 8;
  return (size_t)(at - list);
}

/* MMC-6 §6.5. */
void reply_configuration(const struct drive *drive, struct command *command) {
  uint8_t all[512], bytes[520];
  const int kind = command->cdb[1] & 3;
  const int from = command->cdb[2] << 8 | command->cdb[3];
  const size_t end = list_features(drive, all);
  size_t count = 8;
  for (size_t at = 0; at < end; at += 4u + all[at + 3]) {
    const int code = all[at] << 8 | all[at + 1];
    const int is_current = all[at + 2] & 1;
    if (code < from || (kind == 1 && !is_current) || (kind == 2 && code != from)) continue;
    memcpy(bytes + count, all + at, 4u + all[at + 3]);
    count += 4u + all[at + 3];
  }
  put32(bytes, (long)count - 4);
  put16(bytes + 4, 0);
  put16(bytes + 6, drive->tray_open ? NO_PROFILE : drive->profile);
  reply(command, bytes, count, allocated(command));
}

/* MMC-6 §6.6: of all events only those of the medium, and never anything new. */
void reply_event_status(const struct drive *drive, struct command *command) {
  uint8_t bytes[8] = {0, 2, 0x80, 0x10};
  size_t count = 4;
  if (command->cdb[4] & 0x10) {
    bytes[1] = 6;
    bytes[2] = 4;
    bytes[5] = (uint8_t)((drive->tray_open ? 1 : 0) | (!drive->tray_open && drive->profile ? 2 : 0));
    count = 8;
  }
  reply(command, bytes, count, allocated(command));
}

/* MMC-6 §7: read error recovery, write parameters, and the capabilities page of MMC-3. */
void reply_mode_page(const struct drive *drive, struct command *command) {
  uint8_t bytes[128] = {0};
  uint8_t *page = bytes + 8;
  size_t size;
  page[0] = command->cdb[2] & 0x3F;
  if (page[0] == 0x01) {
    size = 12;
    page[3] = 0x20;
  } else if (page[0] == 0x05) {
    size = 52;
    page[2] = (uint8_t)(0x40 | (drive->at_once ? 2 : 0));
    page[3] = (uint8_t)(drive->multi << 6 | 0x05);
    page[4] = 8;
    page[5] = 16;
  } else if (page[0] == 0x2A) {
    size = 32 + 4 * SPEEDS;
    page[2] = 0x3F;
    page[3] = 0x37;
    page[4] = 0xF1;
    page[6] = (uint8_t)(0x29 | (drive->locked ? 2 : 0));
    put16(page + 8, speeds[0]);
    put16(page + 12, BUFFER_BYTES / 1024);
    put16(page + 14, speeds[0]);
    put16(page + 18, speeds[0]);
    put16(page + 20, drive->speed);
    put16(page + 28, drive->speed);
    put16(page + 30, SPEEDS);
    for (size_t index = 0; index < SPEEDS; index += 1) put16(page + 34 + 4 * index, speeds[index]);
  } else {
    fail(command, 5, 0x24, 0);
    return;
  }
  page[1] = (uint8_t)(size - 2);
  put16(bytes, (long)size + 6);
  reply(command, bytes, size + 8, allocated(command));
}

static int last_session_state(const struct drive *drive) {
  if (drive->status == BLANK) return 0;
  return drive->status == COMPLETE ? 3 : 1;
}

/* MMC-6 §6.21. */
void reply_disc_information(const struct drive *drive, struct command *command) {
  uint8_t bytes[34] = {0, 32};
  const int is_erasable = drive->profile == DVD_RW || is_overwritable(drive->profile);
  bytes[2] = (uint8_t)((is_erasable ? 0x10 : 0) | last_session_state(drive) << 2 | drive->status);
  bytes[3] = bytes[4] = bytes[5] = bytes[6] = 1;
  bytes[7] = 0x20;
  if (drive->profile == DVD_PLUS_RW && drive->formatted) bytes[7] |= drive->written > 0 ? 3 : 1;
  put32(bytes + 20, drive->status == BLANK ? drive->capacity : -1);
  reply(command, bytes, sizeof bytes, allocated(command));
}

/* MMC-6 §6.26. The only track there ever is. */
void reply_track_information(const struct drive *drive, struct command *command) {
  uint8_t bytes[48] = {0, 46, 1, 1};
  const int is_blank = drive->status == BLANK && drive->written == 0;
  const long size = drive->reserved ? drive->reserved : drive->status == COMPLETE ? drive->written : drive->capacity;
  const int may_go_on = drive->status != COMPLETE && !drive->broken;
  bytes[5] = (uint8_t)(4 | (drive->broken ? 0x20 : 0));
  bytes[6] = (uint8_t)((drive->reserved ? 0x80 : 0) | (is_blank ? 0x40 : 0) | 1);
  bytes[7] = (uint8_t)((is_blank ? 0 : 2) | (may_go_on ? 1 : 0));
  if (may_go_on) put32(bytes + 12, is_overwritable(drive->profile) ? 0 : drive->written);
  put32(bytes + 16, may_go_on ? size - drive->written : 0);
  put32(bytes + 20, 16);
  put32(bytes + 24, size);
  put32(bytes + 28, drive->written > 0 ? drive->written - 1 : 0);
  reply(command, bytes, sizeof bytes, allocated(command));
}

static size_t physical_format(const struct drive *drive, uint8_t *body) {
  static const uint8_t books[][2] = {{DVD_R, 0x25},       {DVD_RW, 0x33},      {DVD_RW_OVERWRITE, 0x33},
                                     {DVD_PLUS_RW, 0x92}, {DVD_PLUS_R, 0xA1}, {DVD_ROM, 0x01}};
  for (size_t index = 0; index < sizeof books / sizeof *books; index += 1)
    if (books[index][0] == drive->profile) body[0] = books[index][1];
  body[1] = 0x0F;
  body[2] = 0x02;
  put24(body + 5, 0x30000);
  put24(body + 9, 0x30000 + (drive->status == COMPLETE ? drive->written : drive->capacity) - 1);
  return 2048;
}

/* Manufacturer and type of a plus disc: bytes 19 to 30 of its ADIP (ECMA-349 §14.4.2). */
static void plus_identity(const struct drive *drive, uint8_t *body) {
  const size_t length = strlen(drive->media_id);
  memcpy(body + 19, drive->media_id, length < 8 ? length : 8);
  if (length > 8) memcpy(body + 27, drive->media_id + 8, length - 8 < 3 ? length - 8 : 3);
}

/* MMC-6 §6.22: physical format, what is pre-recorded in the lead-in, ADIP, and which of them there are. */
void reply_disc_structure(const struct drive *drive, struct command *command) {
  uint8_t bytes[4 + 2048] = {0};
  uint8_t *body = bytes + 4;
  const size_t allowed = (size_t)(command->cdb[8] << 8 | command->cdb[9]);
  const int format = command->cdb[7];
  size_t count;
  if (format == 0xFF) {
    static const uint8_t formats[] = {0x00, 0x0E, 0x10, 0x11};
    count = 0;
    for (size_t index = 0; index < sizeof formats; index += 1) {
      if (formats[index] == 0x0E && is_plus(drive->profile)) continue;
      if (formats[index] == 0x11 && !is_plus(drive->profile)) continue;
      body[count] = formats[index];
      body[count + 1] = 0x40;
      put16(body + count + 2, 2052);
      count += 4;
    }
  } else if (format == 0x00 || format == 0x10) {
    count = physical_format(drive, body);
    if (is_plus(drive->profile)) plus_identity(drive, body);
  } else if (format == 0x0E && (drive->profile == DVD_R || drive->profile == DVD_RW || drive->profile == DVD_RW_OVERWRITE)) {
    const size_t length = strlen(drive->media_id);
    count = 44;
    body[0] = 1;
    body[8] = 2;
    body[16] = 3;
    body[24] = 4;
    memcpy(body + 17, drive->media_id, length < 6 ? length : 6);
    if (length > 6) memcpy(body + 25, drive->media_id + 6, length - 6 < 6 ? length - 6 : 6);
  } else if (format == 0x11 && is_plus(drive->profile)) {
    count = 256;
    physical_format(drive, body);
    plus_identity(drive, body);
  } else {
    fail(command, 5, 0x24, 0);
    return;
  }
  put16(bytes, (long)count + 2);
  reply(command, bytes, count + 4, allowed);
}

/* MMC-6 §6.23. */
void reply_format_capacities(const struct drive *drive, struct command *command) {
  static const int of_plus[] = {0x26};
  static const int of_minus[] = {0x00, 0x10, 0x15};
  const int is_minus = drive->profile == DVD_RW || drive->profile == DVD_RW_OVERWRITE;
  const int *types = is_minus ? of_minus : of_plus;
  const size_t count = is_minus ? 3 : drive->profile == DVD_PLUS_RW ? 1 : 0;
  uint8_t bytes[64] = {0};
  bytes[3] = (uint8_t)(8 + 8 * count);
  put32(bytes + 4, drive->capacity);
  bytes[8] = drive->tray_open || !drive->profile ? 3 : drive->formatted ? 2 : 1;
  put24(bytes + 9, SECTOR);
  for (size_t index = 0; index < count; index += 1) {
    put32(bytes + 12 + 8 * index, drive->capacity);
    bytes[16 + 8 * index] = (uint8_t)(types[index] << 2);
    if (types[index] != 0x26) put24(bytes + 17 + 8 * index, types[index] == 0 ? SECTOR : 16);
  }
  reply(command, bytes, 12 + 8 * count, allocated(command));
}

/* MMC-6 §6.8: nominal speeds, and write speed descriptors. */
void reply_performance(const struct drive *drive, struct command *command) {
  uint8_t bytes[8 + 16 * SPEEDS] = {0};
  const int type = command->cdb[10];
  const size_t asked = (size_t)(command->cdb[8] << 8 | command->cdb[9]);
  const size_t count = type == 3 ? SPEEDS : 1;
  if (type != 0 && type != 3) {
    fail(command, 5, 0x24, 0);
    return;
  }
  put32(bytes, (long)(4 + 16 * count));
  for (size_t index = 0; index < count; index += 1) {
    uint8_t *at = bytes + 8 + 16 * index;
    if (type == 3) {
      put32(at + 4, drive->capacity - 1);
      put32(at + 8, speeds[0]);
      put32(at + 12, speeds[index]);
    } else {
      put32(at + 4, speeds[0]);
      put32(at + 8, drive->capacity - 1);
      put32(at + 12, speeds[0]);
    }
  }
  if (type == 0 && (command->cdb[1] & 4)) bytes[4] = 2;
  reply(command, bytes, 8 + 16 * count, 8 + 16 * asked);
}

/* MMC-6 §6.24: the last sector that can be read. */
void reply_capacity(const struct drive *drive, struct command *command) {
  uint8_t bytes[8];
  put32(bytes, drive->written > 0 ? drive->written - 1 : 0);
  put32(bytes + 4, SECTOR);
  reply(command, bytes, sizeof bytes, sizeof bytes);
}

/* MMC-6 §6.25: one data track and the lead-out. */
void reply_table_of_contents(const struct drive *drive, struct command *command) {
  uint8_t bytes[20] = {0, 18, 1, 1, 0, 0x14, 1, 0};
  const int format = command->cdb[2] & 0x0F;
  if (drive->written == 0 || format > 1) {
    fail(command, 5, 0x24, 0);
    return;
  }
  if (format == 1) {
    bytes[1] = 10;
    bytes[6] = 1;
    reply(command, bytes, 12, allocated(command));
    return;
  }
  bytes[13] = 0x14;
  bytes[14] = 0xAA;
  put32(bytes + 16, drive->written);
  reply(command, bytes, sizeof bytes, allocated(command));
}

/* MMC-6 §6.19: nearly full, as in a burn that goes well. */
void reply_buffer_capacity(struct command *command) {
  uint8_t bytes[12] = {0, 10};
  put32(bytes + 4, BUFFER_BYTES);
  put32(bytes + 8, BUFFER_BYTES / 100);
  reply(command, bytes, sizeof bytes, allocated(command));
}

/* MMC-6 §6.11. */
void reply_mechanism_status(const struct drive *drive, struct command *command) {
  uint8_t bytes[8] = {0};
  bytes[1] = drive->tray_open ? 0x10 : 0;
  reply(command, bytes, sizeof bytes, (size_t)(command->cdb[8] << 8 | command->cdb[9]));
}

/* SPC-4 §6.29: nothing is pending; an error is told with the command that met it. */
void reply_sense(struct command *command) {
  uint8_t bytes[18] = {0x70, 0, 0, 0, 0, 0, 0, 10};
  reply(command, bytes, sizeof bytes, command->cdb[4]);
}
