import { compareKeys } from '../../../stores/store.ts'
import type { Sort } from '../listing.ts'
import { createOrder, type Order } from './order.ts'
import type { Rows } from './rows.ts'

/** The four orders of the list. Each is sorted when somebody first asks for it, and takes 4 bytes an original from then on. */
export interface Orders {
  touch(row: number): void
  /** As `Order` has it, going the way of `Sort`; what has no such date comes last. */
  current(sort: Sort): Promise<Uint32Array>
  /** What an order by date or size is by, in ms or bytes; NaN where a row has no date. */
  valueOf(sort: Exclude<Sort, 'name'>, row: number): number
}

export function createOrders(rows: Rows): Orders {
  const orders = new Map<Sort, Order>()

  function valueOf(sort: Exclude<Sort, 'name'>, row: number): number {
    if (sort === 'taken') return rows.taken(row)
    return sort === 'size' ? rows.bytes(row) : rows.changed(row)
  }

  function byName(a: number, b: number): number {
    return rows.names.compare(a, b) || compareKeys(rows.keyOf(a), rows.keyOf(b))
  }

  function downward(sort: Exclude<Sort, 'name'>): (a: number, b: number) => number {
    return (a, b) => {
      const [one, other] = [valueOf(sort, a), valueOf(sort, b)]
      if (one === other) return byName(a, b)
      if (Number.isNaN(one)) return Number.isNaN(other) ? byName(a, b) : 1
      return Number.isNaN(other) ? -1 : other - one
    }
  }

  function open(sort: Sort): Order {
    const order = createOrder(sort === 'name' ? byName : downward(sort), rows.length(), rows.isThere)
    orders.set(sort, order)
    return order
  }

  return {
    touch: (row) => orders.forEach((order) => order.touch(row)),
    current: (sort) => (orders.get(sort) ?? open(sort)).current(),
    valueOf,
  }
}
