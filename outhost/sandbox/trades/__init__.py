"""What people of the town do for a living; a new trade is one more value in one of these files."""

from outhost.sandbox.trades.care import CARE
from outhost.sandbox.trades.crafts import CRAFTS
from outhost.sandbox.trades.english import ENGLISH
from outhost.sandbox.trades.food import FOOD
from outhost.sandbox.trades.offices import OFFICES
from outhost.sandbox.trades.trade import Trade

FRENCH = (*FOOD, *CRAFTS, *CARE, *OFFICES)

__all__ = ["ENGLISH", "FRENCH", "Trade"]
