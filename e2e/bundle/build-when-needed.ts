/** Before tests of which many start the hub at once: the first of them would each bundle it. */
import { hubBundle } from "../harness/hub-main.ts";

hubBundle();
