using Pdp.Language.Checking;
using Pdp.Language.Diagnostics;
using Pdp.Language.Functions;
using Pdp.Language.Syntax;
using Pdp.Language.Types;
using Xunit;

namespace Pdp.Language.Tests.Checking;

/// <summary>Messages in the checker, which only the official tests have; see also the golden trees.</summary>
public sealed class MessageTests
{
    private static readonly TypeEnvironment Environment = new()
    {
        Functions = StandardLibrary.Policies,
        Container = "shop",
        Messages = new Shop(),
    };

    [Theory]
    [InlineData("Order{}", "shop.Order")]
    [InlineData(".shop.Order{total: 1.5, buyer: null}", "shop.Order")]
    [InlineData("Order{?total: optional.of(1.5)}.total", "double")]
    [InlineData("Order{}.buyer", "wrapper(string)")]
    [InlineData("Order", "type(shop.Order)")]
    [InlineData("shop.State.OPEN", "int")]
    public void Types_messages_fields_and_constants(string text, string type)
    {
        var result = Checker.Check(Parser.Parse(text), Environment);
        Assert.Empty(result.Diagnostics);
        Assert.Equal(type, result.Expression!.Type.ToString());
    }

    [Theory]
    [InlineData("Order{total: 'a'}", DiagnosticCodes.TypeMismatch, "expected double, got string: the field `total`", null)]
    [InlineData("Order{totl: 1.0}", DiagnosticCodes.UnknownName, "unknown field `totl` of `shop.Order`", "did you mean `total`?")]
    [InlineData("Order{}.state", DiagnosticCodes.UnknownName, "unknown field `state` of `shop.Order`", null)]
    [InlineData("Ordr{}", DiagnosticCodes.Unsupported, "message type `Ordr` does not exist", "write a map: `{'name': value}`")]
    public void Tells_what_is_wrong_with_a_message(string text, string code, string message, string? help)
    {
        var found = Assert.Single(Checker.Check(Parser.Parse(text), Environment).Diagnostics);
        Assert.Equal((code, message, help), (found.Code, found.Message, found.Help));
    }

    [Fact]
    public void Knows_the_number_of_a_constant()
    {
        Assert.Equal(1, Checker.Check(Parser.Parse("State.OPEN"), Environment).Expression!.Known.AsInt);
        Assert.True(Checker.Check(Parser.Parse("State.OPEN == 1"), Environment).Expression!.Known.AsBool);
    }

    [Fact]
    public void Knows_no_number_of_a_variable_that_has_a_constants_name()
    {
        var shadowed = Environment with { Variables = Environment.Variables.Add("shop.State.OPEN", CelType.Int) };
        Assert.True(Checker.Check(Parser.Parse("State.OPEN"), shadowed).Expression!.Known.IsMissing);
    }

    private sealed class Shop : IMessageTypes
    {
        public CelType? FindMessage(string message) => message == "shop.Order" ? CelType.Message(message) : null;

        public CelType? FindField(string message, string field) => field switch
        {
            "total" => CelType.Double,
            "buyer" => CelType.WrapperOf(CelType.String),
            _ => null,
        };

        public IEnumerable<string> FieldsOf(string message) => ["total", "buyer"];

        public long? FindConstant(string constant) => constant == "shop.State.OPEN" ? 1 : null;
    }
}
