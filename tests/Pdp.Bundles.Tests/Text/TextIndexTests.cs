using System.Text;
using CsCheck;
using Pdp.Bundles.Text;
using Xunit;

namespace Pdp.Bundles.Tests.Text;

public class TextIndexTests
{
    [Fact]
    public void Places_are_the_same_in_whatever_order_they_are_asked_for() =>
        Gen.Select(Gen.Char["ab\n\ré世 "].Array[0, 60], Gen.Int[0, 200].Array[1, 8]).Sample((characters, places) =>
        {
            var text = Encoding.UTF8.GetBytes(new string(characters));
            var index = new TextIndex(text);
            foreach (var place in places)
            {
                var offset = place % (text.Length + 1);
                while (offset < text.Length && (text[offset] & 0xC0) == 0x80) offset--;
                var before = Encoding.UTF8.GetString(text, 0, offset);
                var position = index.Position(offset, 1);
                Assert.Equal(before.Count(unit => unit == '\n') + 1, position.Line);
                Assert.InRange(position.Column, 1, before.Length - before.LastIndexOf('\n'));
                Assert.Equal(new TextIndex(text).Position(offset, 1), position);
            }
        }, iter: 3_000);

    [Fact]
    public void A_line_of_millions_of_characters_is_kept_around_the_place_alone()
    {
        var text = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("世", 1_000_000)));
        var position = new TextIndex(text).Position(1_500_000, 3);
        Assert.Equal((1, 500_001), (position.Line, position.Column));
        Assert.InRange(position.LineText.Length, 200, 300);
        Assert.DoesNotContain('\uFFFD', position.LineText);
        Assert.Equal(1, position.CaretLength);
    }
}
