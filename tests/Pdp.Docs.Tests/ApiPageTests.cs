using Google.Protobuf.Reflection;
using Pdp.Contracts.V1;
using Pdp.Docs.Tests.Markdown;
using Xunit;

namespace Pdp.Docs.Tests;

/// <summary>The page on the API has every method of every service, and the fields of the messages it describes.</summary>
public sealed class ApiPageTests
{
    private static readonly MarkdownPage Page = MarkdownPage.Read("docs/api.md");

    public static TheoryData<string> Services => ["DecisionService", "PolicyService"];

    public static TheoryData<string> Messages => ["CheckRequest", "CheckResponse", "CheckBatchRequest"];

    [Theory]
    [MemberData(nameof(Services))]
    public void A_service_has_the_methods_listed(string service)
    {
        var methods = Find(file => file.Services, service).Methods.Select(method => method.Name);

        Assert.Equal(methods, TableBelow($"## `pdp.v1.{service}`"));
    }

    [Theory]
    [MemberData(nameof(Messages))]
    public void A_message_has_the_fields_listed(string message)
    {
        var fields = Find(file => file.MessageTypes, message).Fields.InDeclarationOrder().Select(field => field.Name);

        Assert.Equal(fields, TableBelow($"### `{message}`"));
    }

    private static T Find<T>(Func<FileDescriptor, IList<T>> part, string name) where T : IDescriptor =>
        new[] { DecisionReflection.Descriptor, PolicyReflection.Descriptor }
            .SelectMany(part).Single(descriptor => descriptor.Name == name);

    private static IEnumerable<string> TableBelow(string heading)
    {
        var line = Array.IndexOf(Page.Text.Split('\n'), heading) + 1;
        Assert.True(line > 0, $"no heading `{heading}`");
        return Page.Tables.First(table => table.Line > line).Rows.Select(row => row.Code(0));
    }
}
