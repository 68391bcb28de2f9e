using System.Globalization;
using System.Text;
using CsvHelper;
using CsvHelper.Configuration;
using SraCl.Files;

namespace SraCl.Semantic.Catalog;

/// <summary>Reads entries from a table with a header line.</summary>
internal static class CatalogTable
{
    /// <summary>A field this long comes from a quotation mark that nobody closed.</summary>
    private const int MaxFieldLength = 1 << 20;

    /// <summary>Reads the entries.</summary>
    /// <param name="stream">The content.</param>
    /// <param name="path">The file, for messages.</param>
    /// <param name="delimiter">What separates columns.</param>
    /// <param name="fields">The names of the columns.</param>
    public static IEnumerable<CatalogItem> Read(Stream stream, string path, string delimiter, CatalogFields fields)
    {
        bool misquoted = false;
        var configuration = new CsvConfiguration(CultureInfo.InvariantCulture)
        {
            Delimiter = delimiter,
            BadDataFound = _ => misquoted = true,
            MaxFieldSize = MaxFieldLength,
        };
        using var text = new StreamReader(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true), detectEncodingFromByteOrderMarks: true, bufferSize: 1 << 16, leaveOpen: true);
        using var parser = new CsvParser(text, configuration, leaveOpen: true);
        if (!MoveNext(parser, path))
        {
            throw new DataFormatException($"'{path}' has only blank lines. Expected a header line with the names of columns.");
        }

        CatalogColumns columns = CatalogColumns.Find(parser.Record ?? [], fields, path);
        while (MoveNext(parser, path))
        {
            string place = $"'{path}', line {parser.RawRow}";
            if (parser.Count != columns.Header.Count)
            {
                throw new DataFormatException($"{place}: '{Excerpt.Of(parser.RawRecord.TrimEnd())}' has {parser.Count} fields; expected {columns.Header.Count} as the header has. Correct the line, or name the format or the delimiter.");
            }

            // Fields are unquoted when they are asked for.
            CatalogItem? item = columns.Parse(parser);
            if (misquoted)
            {
                throw new DataFormatException($"{place}: '{Excerpt.Of(parser.RawRecord.TrimEnd())}' has a misplaced quotation mark; expected fields in pairs of quotes, those inside doubled, or none. Correct the line.");
            }

            yield return item ?? throw new DataFormatException($"{place}: there is no item id in column '{columns.Header[columns.Id]}'. Give every line one.");
        }
    }

    private static bool MoveNext(CsvParser parser, string path)
    {
        try
        {
            return parser.Read();
        }
        catch (MaxFieldSizeException e)
        {
            throw new DataFormatException($"'{path}', line {parser.RawRow}: a field is longer than {MaxFieldLength} characters; probably a quotation mark is not closed. Mend it.", e);
        }
        catch (DecoderFallbackException e)
        {
            throw new DataFormatException($"'{path}', after line {parser.RawRow}: the text is not UTF-8 ({e.Message}). Save the file as UTF-8.", e);
        }
    }
}
