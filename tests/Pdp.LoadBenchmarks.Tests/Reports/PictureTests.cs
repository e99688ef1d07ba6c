using System.Globalization;
using System.Xml.Linq;
using Pdp.LoadBenchmarks.Reports;
using Pdp.LoadBenchmarks.Tests.Peers;
using Xunit;

namespace Pdp.LoadBenchmarks.Tests.Reports;

public sealed class PictureTests
{
    private static readonly XDocument Drawn = XDocument.Parse(Picture.Draw(Made.Figures()));

    [Fact]
    public void All_places_lie_in_the_picture()
    {
        var (width, height) = (Number(Drawn.Root!, "width"), Number(Drawn.Root!, "height"));
        var places = Elements("circle").Select(static c => (X: Number(c, "cx"), Y: Number(c, "cy")))
            .Concat(Elements("text").Select(static t => (X: Number(t, "x"), Y: Number(t, "y"))))
            .Concat(Elements("line").SelectMany(static l => new[] { (X: Number(l, "x1"), Y: Number(l, "y1")), (X: Number(l, "x2"), Y: Number(l, "y2")) })).ToList();
        Assert.All(places, place =>
        {
            Assert.InRange(place.X, 0, width);
            Assert.InRange(place.Y, 0, height);
        });
    }

    [Fact]
    public void Each_measurement_of_throughput_and_of_p99_is_a_dot() =>
        Assert.Equal(2 * 2 * (3 + 2), Elements("circle").Count()); // kinds of policies, diagrams, sizes of ours and of Cerbos

    [Fact]
    public void Each_line_has_its_name_at_its_end()
    {
        var labels = Elements("text").Where(static t => Style(t).Contains("label", StringComparison.Ordinal)).Select(static t => t.Value).ToList();
        foreach (var name in new[] { "PDP", "Cerbos", "no-op", "PDP p99", "PDP p50", "Cerbos p99", "Cerbos p50", "no-op p99" }) Assert.Equal(2, labels.Count(l => l == name));
    }

    [Fact]
    public void Names_at_the_ends_do_not_cover_one_another()
    {
        var labels = Elements("text").Where(static t => Style(t).Contains("label", StringComparison.Ordinal)).GroupBy(static t => Number(t, "x"));
        Assert.All(labels, static column =>
        {
            var places = column.Select(static t => Number(t, "y")).Order().ToList();
            Assert.All(places.Zip(places.Skip(1)), static pair => Assert.True(pair.Second - pair.First >= 12));
        });
    }

    [Fact]
    public void More_answers_a_second_stand_higher()
    {
        var ours = Elements("circle").Where(static c => Style(c).StartsWith("pdp", StringComparison.Ordinal)).Select(static c => Number(c, "cy")).First();
        var cerbos = Elements("circle").Where(static c => Style(c).StartsWith("cerbos", StringComparison.Ordinal)).Select(static c => Number(c, "cy")).First();
        Assert.True(ours < cerbos);
    }

    [Fact]
    public void Is_drawn_without_Cerbos() => Assert.DoesNotContain("Cerbos p99", Picture.Draw(Made.Figures(missing: "not installed")), StringComparison.Ordinal);

    private static IEnumerable<XElement> Elements(string name) => Drawn.Descendants().Where(e => e.Name.LocalName == name);

    private static string Style(XElement element) => (string?)element.Attribute("class") ?? "";

    private static double Number(XElement element, string name) => double.Parse(element.Attribute(name)!.Value, CultureInfo.InvariantCulture);
}
