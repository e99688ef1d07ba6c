using System.Reflection;
using Pdp.Authoring.Linting;
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
    public void Every_code_of_the_linter_has_a_section_of_its_own()
    {
        var page = MarkdownPage.Read("docs/lint.md").Text;
        var codes = new[] { typeof(EngineDiagnosticCodes), typeof(LintCodes) }
            .SelectMany(type => type.GetFields(BindingFlags.Public | BindingFlags.Static))
            .Select(field => (string)field.GetRawConstantValue()!).Where(code => code.StartsWith("PDP03", StringComparison.Ordinal));

        Assert.All(codes, code => Assert.Contains($"\n## {code}: ", page, StringComparison.Ordinal));
    }

    [Fact]
    public void Every_code_is_on_the_page()
    {
        var shown = MarkdownPage.Read("docs/errors.md").Tables
            .Where(table => table.Header[0] == "code").SelectMany(table => table.Rows).Select(row => row.Code(0));
        var known = new[] { typeof(DiagnosticCodes), typeof(DocumentDiagnosticCodes), typeof(EngineDiagnosticCodes), typeof(LintCodes), typeof(ActivationCodes), typeof(TransportCodes), typeof(AccessCodes), typeof(RevocationCodes), typeof(TokenCodes) }
            .SelectMany(type => type.GetFields(BindingFlags.Public | BindingFlags.Static))
            .Select(field => (string)field.GetRawConstantValue()!);

        Assert.Equal(known.Order(StringComparer.Ordinal), shown.Order(StringComparer.Ordinal));
    }
}
