namespace SraCl.Semantic.Catalog;

/// <summary>The file formats that catalogs are read from. Each may be compressed with gzip.</summary>
public enum CatalogFormat
{
    /// <summary>Told from the beginning of the file; fails when that is not clear.</summary>
    Auto,

    /// <summary>One JSON object a line, or one Python dictionary as <c>print</c> writes it; each line may be either.</summary>
    JsonLines,

    /// <summary>Comma-separated values with a header line.</summary>
    Csv,

    /// <summary>Tab-separated values with a header line.</summary>
    Tsv,

    /// <summary>
    /// Amazon's product metadata of 2014, 2018 or 2023: as <see cref="JsonLines"/>, without HTML tags and scripts, without links and the ids of other products.
    /// </summary>
    Amazon,

    /// <summary>Yelp's <c>business.json</c>: as <see cref="JsonLines"/>, categories separated by commas.</summary>
    Yelp,
}
