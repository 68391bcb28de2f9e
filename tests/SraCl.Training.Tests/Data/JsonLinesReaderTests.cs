using SraCl.Training.Data;
using static SraCl.Training.Tests.Data.Reading;

namespace SraCl.Training.Tests.Data;

public class JsonLinesReaderTests
{
    private readonly JsonLinesReader _amazon = new(JsonLinesFields.Amazon);
    private readonly JsonLinesReader _yelp = new(JsonLinesFields.Yelp);

    [Fact]
    public void Read_Amazon2014_TakesIdsTimeAndRating()
    {
        const string Line = """{"reviewerID": "A1", "asin": "B00", "reviewerName": "J. \"K\"", "helpful": [0, 0], "reviewText": "{\"asin\": 1}", "overall": 5.0, "unixReviewTime": 1369699200, "reviewTime": "05 28, 2013"}""";

        Assert.Equal([new Row("A1", "B00", 1369699200, 5, 1)], _amazon.Rows(Line));
    }

    [Fact]
    public void Read_Amazon2018_IgnoresNestedObjects()
    {
        const string Line = """{"overall": 4, "verified": true, "style": {"asin": "no", "Size:": null}, "reviewerID": "A1", "asin": "B00", "unixReviewTime": 1}""";

        Assert.Equal([new Row("A1", "B00", 1, 4, 1)], _amazon.Rows(Line));
    }

    [Theory]
    [InlineData("""{"asin": "child", "parent_asin": "parent", "user_id": "U", "timestamp": 1588687728923, "rating": 3.0}""")]
    [InlineData("""{"rating": 3.0, "parent_asin": "parent", "asin": "child", "timestamp": 1588687728923, "user_id": "U"}""")]
    public void Read_Amazon2023_PrefersTheParentWhateverTheOrder(string line)
    {
        Assert.Equal([new Row("U", "parent", 1588687728923, 3, 1)], _amazon.Rows(line));
    }

    [Fact]
    public void Read_Yelp_TurnsDatesIntoUnixSeconds()
    {
        List<Row> rows = _yelp.Rows(
            """
            {"review_id":"r","user_id":"u","business_id":"b","stars":4.0,"useful":0,"text":"x","date":"2019-01-01 00:00:01"}

            {"user_id":"u","business_id":"c","stars":2,"date":"2016-05-28"}
            """);

        Assert.Equal([new Row("u", "b", 1546300801, 4, 1), new Row("u", "c", 1464393600, 2, 3)], rows);
    }

    [Fact]
    public void Read_NamesOfOnesOwn_TakesNumbersAndEscapes()
    {
        var reader = new JsonLinesReader(new JsonLinesFields { User = ["u"], Item = ["i"] });

        Assert.Equal([new Row("17", "zo\u00eb\n", Line: 1)], reader.Rows("""{"u": 17, "i": "zo\u00eb\n"}"""));
    }

    [Theory]
    [InlineData("{'user_id': 'u'}", "is a Python literal, not JSON")]
    [InlineData("""{"user_id":"u","business_id":"b","date":"2019-01-01""", "is not a JSON object")]
    [InlineData("""[{"user_id":"u"}]""", "is not a JSON object")]
    [InlineData("""{"user_id":"u"} {"user_id":"u"}""", "is not a JSON object")]
    [InlineData("""{"user_id":"\ud800","business_id":"b","date":"2019-01-01"}""", "is not a JSON object")]
    [InlineData("""{"business_id":"b","date":"2019-01-01"}""", "has no user id")]
    [InlineData("""{"user_id":"u","business_id":null,"date":"2019-01-01"}""", "has no item id")]
    [InlineData("""{"user_id":" \u0085","business_id":"b","date":"2019-01-01"}""", "has no user id")]
    [InlineData("""{"user_id":"u","business_id":"\t","date":"2019-01-01"}""", "has no item id")]
    [InlineData("""{"user_id":"u","business_id":"b"}""", "has no time")]
    [InlineData("""{"user_id":"u","business_id":"b","date":"01 01, 2019"}""", "'01 01, 2019' is not a time")]
    [InlineData("""{"user_id":"u","business_id":"b","date":"2019-01-01","stars":"many"}""", "'many' is not a rating")]
    public void Read_BadRow_IsReportedWithItsLine(string line, string problem)
    {
        const string Good = """{"user_id":"v","business_id":"b","date":"2019-01-01"}""";

        List<Row> rows = _yelp.Rows($"{Good}\n{line}\n{Good}", out ReadReport report);

        Assert.Equal([1L, 3L], rows.Select(row => row.Line));
        string message = Assert.Single(report.Messages);
        Assert.StartsWith("line 2: ", message, StringComparison.Ordinal);
        Assert.Contains(problem, message, StringComparison.Ordinal);
        Assert.Contains("expected one JSON object a line with user_id, business_id, date", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Constructor_NoNameForTheItem_Fails() =>
        Assert.Contains("names no field for items", Assert.Throws<SraClException>(() => new JsonLinesReader(new JsonLinesFields { User = ["u"], Item = [] })).Message, StringComparison.Ordinal);
}
