using System.Reflection;
using Pdp.Server.Logging;
using Xunit;

namespace Pdp.Server.Tests.Logging;

public sealed class EventIdsTests
{
    [Fact]
    public void No_number_means_two_things() => Assert.All(
        typeof(EventIds).GetFields(BindingFlags.Public | BindingFlags.Static).GroupBy(static field => (int)field.GetRawConstantValue()!),
        static sameNumber => Assert.Single(sameNumber));
}
