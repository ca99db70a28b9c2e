import{createRequire as requireFrom}from'node:module';const require=requireFrom(import.meta.url);
import{setTimeout as delay}from"node:timers/promises";var systemClock={now:()=>Date.now(),elapsed:()=>performance.now(),sleep:(ms,signal)=>delay(ms,void 0,signal?{signal}:{}).catch(()=>{})};export{systemClock};
