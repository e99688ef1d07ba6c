using Pdp.LoadBenchmarks.Peers;
using Pdp.LoadBenchmarks.Reports;
using Pdp.LoadBenchmarks.Tests.Peers;
using Xunit;

namespace Pdp.LoadBenchmarks.Tests.Reports;

public sealed class ReportTests
{
    [Fact]
    public void Tells_each_bar_with_what_was_measured_and_whether_it_is_met()
    {
        var report = Report.Write(Made.Figures());
        Assert.Contains("| typed, 1,000 rules: answers a second at saturation, PDP / Cerbos | ≥ 20 | 30 | 30 to 30 | yes |", report, StringComparison.Ordinal);
        Assert.Contains("| flat, 1,000 rules: p99 at half of Cerbos' saturation, PDP / Cerbos | ≤ 0.1 | 0.010 | 0.010 to 0.010 | yes |", report, StringComparison.Ordinal);
        Assert.Contains("| flat, PDP: answers a second at saturation, 10 rules / 100,000 | ≤ 1.2 | 1.34 | 1.34 to 1.34 | no |", report, StringComparison.Ordinal);
        Assert.Contains("| typed, PDP: p99 at 2,000 calls a second, 100,000 rules / 10 | ≤ 1.2 | 1.11 | 1.11 to 1.11 | yes |", report, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_Cerbos_it_says_so_at_the_top_and_at_each_bar()
    {
        var report = Report.Write(Made.Figures(missing: "Cerbos is not installed: `npm install it`"));
        Assert.Contains("**Cerbos is not installed: `npm install it`. All that compares with Cerbos is missing from this report.**", report, StringComparison.Ordinal);
        Assert.Equal(4, report.Split('\n').Count(static line => line.EndsWith("| – | – | not measured |", StringComparison.Ordinal)));
    }

    [Fact]
    public void A_quick_run_says_that_it_is_none_to_go_by()
    {
        Assert.Contains("**A quick run", Report.Write(Made.Figures(isQuick: true)), StringComparison.Ordinal);
        Assert.DoesNotContain("A quick run", Report.Write(Made.Figures()), StringComparison.Ordinal);
    }

    [Fact]
    public void All_rows_of_a_table_have_as_many_cells_as_its_head()
    {
        var width = 0;
        foreach (var line in Report.Write(Made.Figures()).Split('\n'))
        {
            var cells = line.Replace("\\|", "", StringComparison.Ordinal).Count(static c => c == '|');
            if (cells > 0 && width > 0) Assert.Equal(width, cells);
            width = cells;
        }
    }

    [Fact]
    public void A_bar_is_met_by_the_middle_round()
    {
        Assert.Equal("yes", new Bar("x", true, 20, new Spread(10, 20, 30)).Verdict);
        Assert.Equal("no", new Bar("x", true, 20, new Spread(10, 19.9, 30)).Verdict);
        Assert.Equal("yes", new Bar("x", false, 1.2, new Spread(1, 1.2, 9)).Verdict);
        Assert.Equal("no", new Bar("x", false, 1.2, new Spread(1, 1.21, 9)).Verdict);
        Assert.Equal("not measured", new Bar("x", false, 1.2, null).Verdict);
    }
}
