/** A reference to an image, taken apart. */
export interface ImageReference {
  /** With the registry where it is not Docker's own: node, ghcr.io/owner/app. */
  repository: string;
  /** `latest` where none is written. */
  tag: string;
  digest: string | undefined;
}

/**
 * Takes a reference apart as Docker does: docker.io/library/redis is redis, and no tag is latest.
 * @see https://github.com/distribution/reference
 */
export function readImage(text: string): ImageReference {
  const [name = '', digest] = text.trim().split('@');
  const [, repository = name, tag] = /^(.*?)(?::([\w][\w.-]{0,127}))?$/.exec(name) ?? [];
  // Mirrors have Docker's own images under their name, below library/.
  const short = repository.replace(/^(?:(?:index\.)?docker\.io\/)/, '').replace(/^(?:.*\/)?library\//, '');
  return { repository: short, tag: tag ?? 'latest', digest };
}

/** The last part of its name: what the program is called. */
export const programOf = ({ repository }: ImageReference): string => repository.split('/').at(-1) ?? repository;
