/** The text as a pattern of LIKE that means itself: Prisma's `contains` takes % and _ for wildcards. */
export const likeText = (text: string): string => text.replaceAll(/[\\%_]/g, String.raw`\$&`);
