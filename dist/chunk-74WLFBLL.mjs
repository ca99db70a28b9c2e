import{createRequire as requireFrom}from'node:module';const require=requireFrom(import.meta.url);
var ok=value=>({ok:!0,value}),fail=failure=>({ok:!1,failure});export{ok,fail};
