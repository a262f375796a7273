import { add, emptyTally, type Tally } from "../model/figures.ts";

/** What is counted of a webhook, a site or the hub. */
export class Series {
  readonly siteNo: number;
  readonly webhookNo: number;
  /** Of the present minute. */
  minute: Tally = emptyTally();
  /** Of the minutes that are over. */
  readonly #hour = emptyTally();
  readonly #day = emptyTally();
  /** Something was counted since it was last taken. */
  hasGrown = false;
  /** Something was counted in the present minute, or hour. */
  isInMinute = false;
  isInHour = false;

  constructor(siteNo: number, webhookNo: number) {
    this.siteNo = siteNo;
    this.webhookNo = webhookNo;
  }

  /** As the hour stands now. */
  hour(): Tally {
    return sum(this.#hour, this.minute);
  }

  /** As the day stands now. */
  day(): Tally {
    return sum(this.#day, this.minute);
  }

  /** Whoever has the minute's tally may keep it. */
  closeMinute(): void {
    if (!this.isInMinute) return;
    add(this.#hour, this.minute);
    add(this.#day, this.minute);
    this.minute = emptyTally();
    this.isInMinute = false;
  }

  /** After its last minute. */
  closeHour(): void {
    if (this.isInHour) this.#hour.fill(0);
    this.isInHour = false;
  }
}

function sum(over: Tally, minute: Tally): Tally {
  const values = minute.slice();
  add(values, over);
  return values;
}
