using System.Globalization;
using System.Text;
using Pdp.Bundles.Reading;
using Xunit;

namespace Pdp.Bundles.Tests.Reading;

public class JsonContentTests
{
    // longer than several blocks, with texts of many lengths, some of them across blocks, some with escapes
    private static readonly string Document = $"[{string.Join(",\n ", Enumerable.Range(0, 9_000).Select(Item))}]";

    [Fact]
    public void Every_text_of_a_packed_document_is_what_was_read()
    {
        var utf8 = Encoding.UTF8.GetBytes(Document);
        var items = JsonTreeReader.Read(utf8, 4, [])!.Items;
        var content = new JsonContent(utf8);
        Assert.All(items, item => Assert.Equal(item.Text, content.TextAt(item.Offset, item.Length)));
        content.Pack();
        Assert.All(items, item => Assert.Equal(item.Text, content.TextAt(item.Offset, item.Length)));
        Assert.All(items.Reverse(), item => Assert.Equal(item.Text, content.TextAt(item.Offset, item.Length)));
        Assert.Equal(Document, Encoding.UTF8.GetString(content.Utf8.Span));
    }

    [Fact]
    public void A_packed_document_takes_a_fraction_of_its_length()
    {
        // other tests take memory meanwhile: the least of several counts
        var most = 20L * Document.Length / 2;
        var taken = Enumerable.Range(0, 8).Min(_ => Taken());
        Assert.True(taken < most, $"{taken} bytes");

        static long Taken()
        {
            var before = GC.GetTotalMemory(forceFullCollection: true);
            var contents = Enumerable.Range(0, 20).Select(_ => Packed(Encoding.UTF8.GetBytes(Document))).ToArray();
            var taken = GC.GetTotalMemory(forceFullCollection: true) - before;
            GC.KeepAlive(contents);
            return taken;
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("\"\"")]
    [InlineData("\"short\"")]
    public void A_document_too_short_to_be_packed_stays_as_it_is(string text) =>
        Assert.Equal(text, Encoding.UTF8.GetString(Packed(Encoding.UTF8.GetBytes(text)).Utf8.Span));

    [Fact]
    public void What_cannot_be_packed_stays_as_it_is()
    {
        var random = new Random(1);
        var noise = $"\"{string.Concat(Enumerable.Range(0, 100_000).Select(_ => (char)random.Next(0x4e00, 0x9fff)))}\"";
        var utf8 = Encoding.UTF8.GetBytes(noise);
        Assert.Equal(noise.Trim('"'), Packed(utf8).TextAt(0, utf8.Length));
    }

    private static JsonContent Packed(byte[] utf8)
    {
        var content = new JsonContent(utf8);
        content.Pack();
        return content;
    }

    private static string Item(int i) => i % 100 == 0
        ? $"\"line \\u00e9 \\n {new string('x', i % 3_000)}\""
        : string.Create(CultureInfo.InvariantCulture, $"\"subject.department == 'd{i}' && é\"");
}
