import{createRequire as requireFrom}from'node:module';const require=requireFrom(import.meta.url);
var isCorrupt=error=>error instanceof Error&&"code"in error&&typeof error.code=="string"&&(error.code.startsWith("SQLITE_CORRUPT")||error.code==="SQLITE_NOTADB");export{isCorrupt};
