"""What a written sentence is compared with its sources by: words, quantities, names, polarity, and who said what."""
