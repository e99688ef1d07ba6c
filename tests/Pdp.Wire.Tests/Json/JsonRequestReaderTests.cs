using System.Text;
using System.Text.Json;
using CsCheck;
using Pdp.Language.Values;
using Pdp.Wire.Json;
using Xunit;

namespace Pdp.Wire.Tests.Json;

public sealed class JsonRequestReaderTests
{
    private static readonly string[] Pieces =
        ["\\ud800", "\\uDBFF", "\\udc00", "\\uDfff", "\\u0041", "\\n", "\\\\", "\\\"", "\\/", "u", "d800", "é", "\\u005cud800"];

    [Theory]
    [InlineData("9007199254740992", 9007199254740992)]
    [InlineData("1e2", 100)]
    [InlineData("2.0", 2)]
    public void Whole_numbers_up_to_2_to_the_53_are_ints(string text, long expected)
    {
        var value = new JsonRequestReader(new WireLimits()).Any(Encoding.UTF8.GetBytes(text));
        Assert.Equal((ValueKind.Int, expected), (value.Kind, value.AsInt));
    }

    [Theory]
    [InlineData("9007199254740994", 9007199254740994d)]
    [InlineData("9223372036854775807", 9223372036854775807d)]
    [InlineData("1e300", 1e300)]
    [InlineData("0.5", 0.5)]
    public void Others_are_doubles_as_over_every_other_channel(string text, double expected)
    {
        var value = new JsonRequestReader(new WireLimits()).Any(Encoding.UTF8.GetBytes(text));
        Assert.Equal((ValueKind.Double, expected), (value.Kind, value.AsDouble));
    }

    [Fact]
    public void A_string_is_text_where_the_reader_of_NET_takes_it() => Gen.Int[0, Pieces.Length - 1].Array[0, 6].Sample(
        static pieces =>
        {
            var json = Encoding.UTF8.GetBytes($"\"{string.Concat(pieces.Select(static i => Pieces[i]))}\"");
            var isText = true;
            try
            {
                JsonSerializer.Deserialize<string>(json);
            }
            catch (JsonException)
            {
                isText = false;
            }

            return new JsonRequestReader(new WireLimits()).Any(json).Kind == (isText ? ValueKind.String : ValueKind.Missing);
        },
        iter: 5000);

    [Fact]
    public void A_name_that_is_no_text_is_none_that_is_looked_for()
    {
        var parts = new JsonPart[1];
        Assert.Null(JsonText.Check("""{"\ud800":1,"i\udc00":2,"id\ud800":3,"i\u0064":4}"""u8, 8, ["id"], parts));
        Assert.Equal(4, JsonScalars.Count("""{"\ud800":1,"i\udc00":2,"id\ud800":3,"i\u0064":4}"""u8, parts[0]));
    }

    [Fact]
    public void What_is_no_text_costs_no_exception_each()
    {
        var json = Encoding.UTF8.GetBytes("[" + string.Join(',', Enumerable.Repeat("\"\\ud800\"", 500)) + "]");
        var thrown = 0;
        var thread = Environment.CurrentManagedThreadId;
        void Count(object? sender, System.Runtime.ExceptionServices.FirstChanceExceptionEventArgs e)
        {
            if (Environment.CurrentManagedThreadId == thread) thrown++;
        }

        AppDomain.CurrentDomain.FirstChanceException += Count;
        var value = new JsonRequestReader(new WireLimits()).Any(json);
        AppDomain.CurrentDomain.FirstChanceException -= Count;
        Assert.Equal((ValueKind.Missing, 0), (value.Kind, thrown));
    }
}
