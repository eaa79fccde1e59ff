/** The reader's own time zone, in which a query means `yesterday` and `14:00`. */
export const TIME_ZONE = Intl.DateTimeFormat().resolvedOptions().timeZone;
