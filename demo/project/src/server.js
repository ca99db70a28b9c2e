import { createApp } from './app.js';
import { serve } from './http.js';

const { url } = await serve(createApp(), { port: Number(process.env.PORT ?? 3000) });
console.log(`The library is open at ${url}`);
