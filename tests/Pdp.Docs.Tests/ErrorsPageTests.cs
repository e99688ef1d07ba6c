using System.Reflection;
using Pdp.Bundles;
using Pdp.Bundles.Activation;
using Pdp.Docs.Tests.Markdown;
using Pdp.Engine.Diagnostics;
using Pdp.Language.Diagnostics;
using Pdp.Server.Access;
using Pdp.Server.Revoking;
using Pdp.Server.Tokens;
using Pdp.Server.Transport;
using Xunit;

namespace Pdp.Docs.Tests;

/// <summary>The page on diagnostics has every code, in order, and no other.</summary>
public sealed class ErrorsPageTests
{
    [Fact]
    public void Every_code_is_on_the_page()
    {
        var shown = MarkdownPage.Read("docs/errors.md").Tables
            .Where(table => table.Header[0] == "code").SelectMany(table => table.Rows).Select(row => row.Code(0));
        var known = new[] { typeof(DiagnosticCodes), typeof(DocumentDiagnosticCodes), typeof(EngineDiagnosticCodes), typeof(ActivationCodes), typeof(TransportCodes), typeof(AccessCodes), typeof(RevocationCodes), typeof(TokenCodes) }
            .SelectMany(type => type.GetFields(BindingFlags.Public | BindingFlags.Static))
            .Select(field => (string)field.GetRawConstantValue()!);

        Assert.Equal(known.Order(StringComparer.Ordinal), shown.Order(StringComparer.Ordinal));
    }
}
