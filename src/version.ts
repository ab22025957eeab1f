/** The version of this service, as package.json has it. Clients of the same major and minor version fit. */
export const VERSION = '0.1.0';
