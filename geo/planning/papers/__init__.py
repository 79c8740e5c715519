"""The papers that a plan walks out with: written once, printed as PDF and as Word.

blocks       what a paper is made of: headings, sentences, tables, fields left for a person
wording      numbers and dates as Danish readers write them
matter       what the papers of one plan are written from, and the parts they share
filling      what people filled in, put where it is marked
proposal     Forslag til afdelingsmødet: one page
attachment   Bilag til styringsdialogen
application  Ansøgning til den boligsociale pulje
pdf          blocks to PDF by typst: tagged, with the language stated
word         blocks to a document for editing by python-docx
"""
