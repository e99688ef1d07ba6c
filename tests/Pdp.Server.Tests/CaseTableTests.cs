using Pdp.TestKit.Cases;
using Xunit;

namespace Pdp.Server.Tests;

public sealed class CaseTableTests
{
    [Fact]
    public void Each_case_has_the_test_that_the_table_says()
    {
        Assert.Empty(CaseTable.Faults(typeof(CaseTableTests).Assembly, out var rows));
        Assert.True(rows > 60, $"{rows} rows");
    }
}
