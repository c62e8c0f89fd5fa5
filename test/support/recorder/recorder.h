/*
 * A DVD recorder that exists only as a folder. See README.md.
 */
#ifndef DIPTYCH_RECORDER_H
#define DIPTYCH_RECORDER_H

#include <stddef.h>
#include <stdint.h>

#define SECTOR 2048
#define MAXIMUM_DRIVES 4

/* Profiles of MMC-6 table 95. */
enum profile {
  NO_PROFILE = 0x00,
  CD_R = 0x09,
  DVD_ROM = 0x10,
  DVD_R = 0x11,
  DVD_RW_OVERWRITE = 0x13,
  DVD_RW = 0x14,
  DVD_PLUS_RW = 0x1A,
  DVD_PLUS_R = 0x1B
};

/* Disc status of READ DISC INFORMATION. */
enum status { BLANK = 0, APPENDABLE = 1, COMPLETE = 2 };

/* What no flushing mends. */
#define SPOILED 2

/* What the file `state` holds: written by the recorder, and by the test while no program runs. */
struct drive {
  char folder[3072];
  long tray_open;
  long locked;
  long attention;      /* the medium may have changed: told once */
  long becoming_ready; /* TEST UNIT READY answers "becoming ready" so many times yet */
  long busy;           /* and "operation in progress" so many times */
  long profile;
  long status;
  long capacity;  /* sectors */
  long written;   /* sectors from the beginning */
  long reserved;  /* sectors announced by RESERVE TRACK */
  long formatted; /* DVD+RW and DVD-RW restricted overwrite */
  long at_once;   /* write type of mode page 5 is session at once */
  long multi;     /* and its multi-session field */
  long broken;    /* writing is in the middle of a reserved track, or ended there; SPOILED after an error */
  long speed;     /* kB/s set by SET STREAMING or SET CD SPEED */
  long gone;      /* taken from its bus */
  long hanging;   /* answers nothing */
  long obeyed;    /* commands, counted where it is to leave its bus after some */
  char media_id[32];
};

/* What the file `behaviour` asks for: written by the test only. LBAs are -1 where nothing is asked for. */
struct behaviour {
  long busy;              /* another program holds the drive */
  long load_fails;
  long eject_fails;
  long load_polls;        /* polls until a loaded disc is ready */
  long close_polls;       /* polls until the disc is closed */
  long power_calibration;
  long close_failed;
  long write_error;       /* LBA */
  long lost;              /* LBA at whose writing the drive leaves its bus */
  long hung;              /* LBA at whose writing it answers no more */
  long lost_after;        /* commands until it leaves its bus; 0 for never */
  long unreadable;        /* LBA */
  long mismatch;          /* LBA whose first bit is written wrong */
  long pace;              /* kB/s of writing; 0 for no waiting */
};

struct command {
  const uint8_t *cdb;
  int cdb_length;
  uint8_t *data;
  size_t length;      /* of the buffer offered or of the data sent */
  size_t transferred; /* of a reply */
  uint8_t sense[18];  /* sense[0] is 0 where all went well */
};

/* Answers of execute(). */
enum outcome { ANSWERED, LOST };

/* state.c */
void load_state(struct drive *drive);
void save_state(const struct drive *drive);
void load_behaviour(const struct drive *drive, struct behaviour *behaviour);
int lock_drive(const struct drive *drive);
void unlock_drive(int lock);
int open_content(const struct drive *drive, int flags);
void remove_content(const struct drive *drive);
void note(const struct drive *drive, const struct command *command);

/* replies.c */
void reply_inquiry(struct command *command);
void reply_configuration(const struct drive *drive, struct command *command);
void reply_event_status(const struct drive *drive, struct command *command);
void reply_mode_page(const struct drive *drive, struct command *command);
void reply_disc_information(const struct drive *drive, struct command *command);
void reply_track_information(const struct drive *drive, struct command *command);
void reply_disc_structure(const struct drive *drive, struct command *command);
void reply_format_capacities(const struct drive *drive, struct command *command);
void reply_performance(const struct drive *drive, struct command *command);
void reply_capacity(const struct drive *drive, struct command *command);
void reply_table_of_contents(const struct drive *drive, struct command *command);
void reply_buffer_capacity(struct command *command);
void reply_mechanism_status(const struct drive *drive, struct command *command);
void reply_sense(struct command *command);

/* commands.c */
enum outcome execute(const char *folder, struct command *command);
void fail(struct command *command, int key, int code, int qualifier);
int is_plus(long profile);
int is_overwritable(long profile);

/* hooks.c: sleeps of the recorder itself, which are never shortened. */
void rest(long microseconds);

#endif
