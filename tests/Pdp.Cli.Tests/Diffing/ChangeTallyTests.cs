using System.Globalization;
using System.Text;
using Pdp.Cli.Diffing;
using Pdp.Engine.Decisions;
using Pdp.Engine.Requests;
using Pdp.Language.Values;

namespace Pdp.Cli.Tests.Diffing;

public sealed class ChangeTallyTests
{
    private static readonly Request Anything =
        new(new Entity("user", "u", StringMap.Empty), new ActionInfo("read", StringMap.Empty), new Entity("document", "d", StringMap.Empty), StringMap.Empty);

    [Fact]
    public void What_does_not_fit_is_counted_by_its_kind()
    {
        var tally = new ChangeTally();
        for (var i = 0; i < ChangeTally.MostGroups + 7; i++)
        {
            tally.Add(By(i), i, Anything, "{}"u8);
            tally.Add(By(i), i, Anything, "{}"u8);
        }

        Assert.Equal(ChangeTally.MostGroups, tally.Of(ChangeKind.NewlyAllowed).Count());
        Assert.All(tally.Of(ChangeKind.NewlyAllowed), group => Assert.Equal(2, group.Count));
        Assert.Equal(14, tally.LeftOut(ChangeKind.NewlyAllowed));
        Assert.Equal(2 * (ChangeTally.MostGroups + 7), tally.Count(ChangeKind.NewlyAllowed));
        Assert.Equal(tally.Requests, tally.Count(ChangeKind.NewlyAllowed));
    }

    [Fact]
    public void Long_requests_are_not_kept()
    {
        var tally = new ChangeTally();
        tally.Add(By(1), 1, Anything, Encoding.UTF8.GetBytes(new string(' ', 20_000)));
        tally.Add(By(2), 2, Anything, "{}"u8);

        Assert.Equal([null, "{}"], tally.Of(ChangeKind.NewlyAllowed).Select(group => group.Text));
    }

    private static Change By(int rule) => new(
        ChangeKind.NewlyAllowed, Outcome.Deny, Outcome.Permit, new Because([], 0, null),
        new Because([new DeterminingRule("p", 1, rule.ToString(CultureInfo.InvariantCulture), null)], 0, null), null, null);
}
