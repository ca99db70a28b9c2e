import{createRequire as requireFrom}from'node:module';const require=requireFrom(import.meta.url);
import{exhaustedBy,exhaustedDisk,needHandles,throwIfExhausted}from"./chunk-3OESYTYT.mjs";import"./chunk-32L73YHN.mjs";export{exhaustedBy,exhaustedDisk,needHandles,throwIfExhausted};
