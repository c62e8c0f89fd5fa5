import { AppError } from '../../app/foundation/errors.ts';
import { points, type Box } from '../print/measure.ts';
import { palette } from '../print/palette.ts';
import { within, type Sheet } from '../print/sheet.ts';

/** Something that can fill a box on a sheet. It may be drawn many times: each leaf of a diptych is cut out of it. */
export interface Picture {
  /** Covers the box; may paint outside it, so that the caller clips. */
  cover(box: Box): void;
}

/**
 * The poster as a picture; a drawing of a disc in the colours of the house where there is none.
 *
 * @param poster the bytes of a JPEG or PNG file.
 * @throws AppError `JACKET_POSTER_UNREADABLE` where they are neither.
 */
export function openPicture(sheet: Sheet, poster: Uint8Array | null): Picture {
  return poster === null ? drawnDisc(sheet) : posterPicture(sheet, poster);
}

function posterPicture(sheet: Sheet, poster: Uint8Array): Picture {
  // As a data URL PDFKit knows the image again, and puts it into the file once however often it is drawn.
  const source = `data:image/any;base64,${Buffer.from(poster).toString('base64')}`;
  const draw = (box: Box) => {
    sheet.image(source, points(box.x), points(box.y), {
      cover: [points(box.width), points(box.height)],
      align: 'center',
      valign: 'center',
    });
  };
  try {
    // Drawn once where nothing shows, to learn whether it can be read at all.
    within(sheet, { x: 0, y: 0, width: 0, height: 0 }, () => {
      draw({ x: 0, y: 0, width: 1, height: 1 });
    });
  } catch (cause) {
    throw new AppError('JACKET_POSTER_UNREADABLE', 'The poster is neither a JPEG nor a PNG.', {
      remedy: 'reject-input',
      context: { bytes: poster.byteLength },
      cause,
    });
  }
  return { cover: draw };
}

/** Rings of a disc, gilded from the hub outward, as a burn fills it. */
function drawnDisc(sheet: Sheet): Picture {
  const rings = 26;
  return {
    cover(box) {
      const radius = Math.max(
        Math.min(box.width, box.height) * 0.46,
        Math.max(box.width, box.height) * 0.3,
      );
      const [centreX, centreY] = [box.x + box.width / 2, box.y + box.height * 0.42];
      sheet
        .rect(points(box.x - box.width), points(box.y), points(box.width * 3), points(box.height))
        .fill(palette.night);
      for (let ring = rings; ring > 6; ring -= 1) {
        const share = ring / rings;
        sheet
          .circle(points(centreX), points(centreY), points(radius * share))
          .lineWidth(points(radius / rings) * (0.2 + 0.65 * (1 - share)))
          .strokeOpacity(0.25 + 0.75 * (1 - share))
          .stroke(palette.gilt);
      }
      sheet.strokeOpacity(1);
      sheet
        .circle(points(centreX), points(centreY), points((radius * 4) / rings))
        .lineWidth(points(0.5))
        .stroke(palette.nightQuietText);
    },
  };
}
