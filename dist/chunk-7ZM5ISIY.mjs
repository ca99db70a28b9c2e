import{createRequire as requireFrom}from'node:module';const require=requireFrom(import.meta.url);
import{fail}from"./chunk-74WLFBLL.mjs";var databaseFailed=({database,step,detail,next})=>fail({reason:"database-failed",database,step,detail,next});export{databaseFailed};
