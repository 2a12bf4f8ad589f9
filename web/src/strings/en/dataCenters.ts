export const dataCenters = {};
