namespace SraCl.Semantic.Roberta;

/// <summary>The characters that stand for bytes in byte-level vocabularies: the printable ones of Latin-1 for themselves, U+0100 and up for the other 68 bytes in order.</summary>
internal static class ByteAlphabet
{
    private static readonly char[] Characters = Make();

    /// <summary>Gets the character of a byte.</summary>
    public static char Of(int value) => Characters[value];

    private static char[] Make()
    {
        var characters = new char[256];
        char next = '\u0100';
        for (int value = 0; value < characters.Length; value++)
        {
            // Neither white space, controls nor the soft hyphen: a vocabulary is a text file.
            bool printable = value is (>= '!' and <= '~') or (>= 0xA1 and <= 0xAC) or >= 0xAE;
            characters[value] = printable ? (char)value : next++;
        }

        return characters;
    }
}
