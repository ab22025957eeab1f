/** The files of an archive, as importers of pictures and sounds see them: in order, each read by itself, all checked. */

export interface ArchiveEntry {
  /** Relative, with `/`, without `..`: `train/cats/one.png`. */
  readonly path: string;
  /** Unpacked, as the archive says. */
  readonly bytes: number;
}

export interface Archive {
  /** Files only, sorted by path; without what operating systems leave behind (`__MACOSX`, `.DS_Store`, `Thumbs.db`). */
  readonly entries: readonly ArchiveEntry[];
  /** Folders that the archive names and that hold no file, where it can name them. */
  readonly emptyFolders?: readonly string[];
  /** @throws AppError ERR_DATA if the entry is damaged, or larger than it says. */
  read(entry: ArchiveEntry): Promise<Buffer>;
  close(): void;
}
