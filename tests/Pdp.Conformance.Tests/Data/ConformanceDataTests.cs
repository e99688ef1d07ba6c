using Xunit;

namespace Pdp.Conformance.Tests.Data;

public sealed class ConformanceDataTests
{
    [Fact]
    public void Has_the_2344_tests_of_the_specification() => Assert.Equal(2_344, ConformanceData.Conformance.Length);

    [Fact]
    public void Exactly_1651_tests_need_no_message() => Assert.Equal(1_651, ConformanceData.MessageFree.Count());

    [Fact]
    public void Has_the_golden_data_of_the_other_modules() =>
        Assert.Equal((194, 92, 135), (ConformanceData.Parsing.Length, ConformanceData.Comprehension.Length, ConformanceData.Checking.Length));

    [Fact]
    public void Keeps_negative_zero() =>
        Assert.Equal(2, ConformanceData.MessageFree.Count(test =>
            test.ExpectedValue is { IsDouble: true } value && BitConverter.DoubleToInt64Bits(value.AsDouble) == long.MinValue));

    [Fact]
    public void Every_test_to_be_evaluated_expects_a_value_or_an_error() =>
        Assert.All(ConformanceData.MessageFree, test =>
            Assert.True(test.CheckOnly || test.ExpectsError != test.ExpectedValue.HasValue, test.ToString()));
}
