using Pdp.Engine.Model;
using Xunit;

namespace Pdp.Bundles.Tests.Loading;

/// <summary>What is taken over from an earlier loading, and what is not.</summary>
public sealed class ReloadTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void An_edit_of_one_policy_leaves_the_code_of_all_others_as_it_is()
    {
        foreach (var id in (string[])["a", "b", "c"]) Policy(id, "resource.x == 'y'");
        var before = Load();
        Policy("b", "resource.x == 'z'");
        var after = Load(before);
        Assert.Same(Code(before, "a"), Code(after, "a"));
        Assert.Same(Code(before, "c"), Code(after, "c"));
        Assert.NotSame(Code(before, "b"), Code(after, "b"));
        Assert.Same(before.Files[0], after.Files[0]);
        Assert.NotEqual(before.Revision, after.Revision);
    }

    [Fact]
    public void A_folder_that_has_not_changed_takes_over_everything()
    {
        foreach (var id in (string[])["a", "b", "c", "d", "e", "f"]) Policy(id, $"resource.x == '{id}'");
        var before = Load();
        var after = Load(before);
        Assert.Equal(before.Files, after.Files, ReferenceEqualityComparer.Instance);
        Assert.Equal(before.Set.Kept.Documents, after.Set.Kept.Documents, ReferenceEqualityComparer.Instance);
        Assert.NotNull(before.Set.Compiled.RootIndex);
        Assert.Same(before.Set.Compiled.RootIndex, after.Set.Compiled.RootIndex);
        Assert.Same(before.Set.Compiled.Layout, after.Set.Compiled.Layout);
    }

    [Fact]
    public void A_definition_that_changes_takes_along_those_that_read_it_and_no_others()
    {
        Definitions("\"one\": \"resource.x == 'y'\", \"two\": \"definitions.one\", \"three\": \"true\"");
        _folder.Write("other.json", """{ "apiVersion": "pdp/v1", "kind": "Definitions", "conditions": { "four": "true" } }""");
        Policy("a", "definitions.one");
        Policy("b", "definitions.two");
        Policy("c", "definitions.four");
        Policy("d", "true");
        var before = Load();
        Definitions("\"one\": \"resource.x == 'z'\", \"two\": \"definitions.one\", \"three\": \"true\"");
        var after = Load(before);
        Assert.NotSame(Code(before, "a"), Code(after, "a"));
        Assert.NotSame(Code(before, "b"), Code(after, "b"));
        Assert.Same(Code(before, "c"), Code(after, "c"));
        Assert.Same(Code(before, "d"), Code(after, "d"));
    }

    [Fact]
    public void A_policy_that_is_needed_for_other_requests_than_before_is_checked_again()
    {
        _folder.Write("schema.json", """
            { "apiVersion": "pdp/v1", "kind": "Schema", "subjects": {
              "user": { "type": "object", "properties": { "level": { "type": "integer" } } },
              "robot": { "type": "object", "additionalProperties": true } } }
            """);
        Policy("inner", "subject.level > 1");
        Outer("subject.type == 'user'");
        var before = Load();
        Outer("true");
        var whole = BundleLoader.Load(_folder.Path, cancellation: TestContext.Current.CancellationToken);
        var after = BundleLoader.Load(_folder.Path, before, cancellation: TestContext.Current.CancellationToken);
        Assert.Contains("for subject type `robot`", Assert.Single(whole.Diagnostics, found => found.Location.File == "inner.json").Help, StringComparison.Ordinal);
        Assert.Equal(whole.Diagnostics, after.Diagnostics);
        Assert.NotSame(Code(before, "inner"), Code(after.Bundle!, "inner"));

        void Outer(string target) => _folder.Write(
            "outer.json", $$"""{ "apiVersion": "pdp/v1", "kind": "Policy", "id": "outer", "version": 1, "target": "{{target}}", "rules": [ { "policy": "inner" } ] }""");
    }

    [Fact]
    public void A_warning_that_names_what_another_policy_reads_is_told_as_that_policy_is_now()
    {
        _folder.Write("schema.json", """
            { "apiVersion": "pdp/v1", "kind": "Schema", "subjects": {
              "user": { "type": "object", "additionalProperties": true, "properties": { "level": { "type": "integer" } } } } }
            """);
        Policy("a", "subject.rare == 'x'");
        Policy("b", "resource.rare == 'x'");
        var before = Load();
        Policy("b", "resource.other == 'x'");
        var after = BundleLoader.Load(_folder.Path, before, cancellation: TestContext.Current.CancellationToken);
        Assert.Null(Assert.Single(after.Diagnostics).Help);
        Policy("b", "resource.rare == 'x'");
        after = BundleLoader.Load(_folder.Path, after.Bundle, cancellation: TestContext.Current.CancellationToken);
        Assert.Contains("`resource.rare`", Assert.Single(after.Diagnostics).Help, StringComparison.Ordinal);
    }

    [Fact]
    public void What_a_new_policy_evaluates_once_has_a_place_of_its_own()
    {
        Policy("a", "subject.x.matches('a.*') && subject.y.matches('b.*')");
        Policy("b", "subject.x.matches('a.*') && !subject.y.matches('b.*')");
        Policy("c", "true");
        var before = Load();
        _folder.Write("c.json", """
            { "apiVersion": "pdp/v1", "kind": "Policy", "id": "c", "version": 1, "rules": [
              { "id": "r", "effect": "permit", "when": "subject.x.matches('c.*') && subject.y == 'y'" },
              { "id": "s", "effect": "deny", "when": "subject.x.matches('c.*') && subject.y == 'z'" } ] }
            """);
        var after = Load(before);
        Assert.Same(Code(before, "a"), Code(after, "a"));
        Assert.True(before.Set.Compiled.SharedCount > 0);
        Assert.True(after.Set.Compiled.SharedCount > before.Set.Compiled.SharedCount);
    }

    [Fact]
    public void A_definition_that_only_policies_taken_over_read_counts_as_read()
    {
        _folder.Write("schema.json", """
            { "apiVersion": "pdp/v1", "kind": "Schema", "subjects": {
              "user": { "type": "object", "properties": { "level": { "type": "integer" } } },
              "robot": { "type": "object", "additionalProperties": true } } }
            """);
        Definitions("\"high\": \"subject.level > 1\"");
        Policy("a", "subject.type == 'user' && definitions.high");
        Policy("b", "true");
        var before = Load();
        Policy("b", "false");
        var after = BundleLoader.Load(_folder.Path, before, cancellation: TestContext.Current.CancellationToken);
        Assert.Same(Code(before, "a"), Code(after.Bundle!, "a"));
        Assert.DoesNotContain(after.Diagnostics, found => found.Location.File == "definitions.json");
    }

    [Theory]
    [InlineData("\"limits\": { \"fuel\": 777 }")]
    [InlineData("\"limits\": { \"policyDepth\": 7 }")]
    [InlineData("\"schemaEnforcement\": \"reject\"")]
    public void What_all_code_depends_on_makes_all_code_anew(string member)
    {
        Policy("a", "resource.x == 'y'");
        var before = Load();
        _folder.Write("bundle.json", $$"""{ "apiVersion": "pdp/v1", "kind": "Bundle", {{member}} }""");
        Assert.NotSame(Code(before, "a"), Code(Load(before), "a"));
    }

    [Fact]
    public void Only_the_paths_that_are_named_are_read()
    {
        Policy("a", "true");
        Policy("b", "true");
        var before = Load();
        Policy("a", "false");
        Policy("b", "false");
        _folder.Write("new/c.json", PolicyText("c", "true"));
        var after = Load(before, "a.json", "new");
        Assert.NotSame(before.Files[0], after.Files[0]);
        Assert.Same(before.Files[1], after.Files[1]);
        Assert.Equal(["a.json", "b.json", "new/c.json"], after.Files.Select(file => file.Path));
        Assert.Equal(["a.json", "b.json"], Load(Load(after), Remove("new"), "b.json").Files.Select(file => file.Path));
    }

    [Theory]
    [InlineData("../a.json")]
    [InlineData("/a.json")]
    [InlineData("")]
    [InlineData("x/./y.json")]
    public void A_name_that_is_no_path_below_the_folder_has_all_files_read(string path)
    {
        Policy("a", "true");
        var before = Load();
        Policy("a", "false");
        Assert.NotEqual(before.Revision, Load(before, path).Revision);
    }

    [Fact]
    public void With_a_link_in_the_folder_all_files_are_read()
    {
        _folder.Write(".data/b.json", PolicyText("b", "true"));
        Policy("a", "true");
        Directory.CreateSymbolicLink(Path.Combine(_folder.Path, "link"), Path.Combine(_folder.Path, ".data"));
        var before = Load();
        Assert.Equal(["a.json", "link/b.json"], before.Files.Select(file => file.Path));
        _folder.Write(".data/b.json", PolicyText("b", "false"));
        Assert.NotEqual(before.Revision, Load(before, "a.json").Revision);
    }

    private static PolicyCode Code(Bundle bundle, string id) => bundle.Set.Kept.Documents.Single(document => document.Source.Id == id).Code!;

    private static string PolicyText(string id, string when) =>
        $$"""{ "apiVersion": "pdp/v1", "kind": "Policy", "id": "{{id}}", "version": 1, "rules": [ { "id": "r", "effect": "permit", "when": "{{when}}" } ] }""";

    private void Policy(string id, string when) => _folder.Write($"{id}.json", PolicyText(id, when));

    private void Definitions(string conditions) =>
        _folder.Write("definitions.json", $$"""{ "apiVersion": "pdp/v1", "kind": "Definitions", "conditions": { {{conditions}} } }""");

    private string Remove(string folder)
    {
        Directory.Delete(Path.Combine(_folder.Path, folder), recursive: true);
        return folder;
    }

    private Bundle Load(Bundle? previous = null, params string[] changed)
    {
        var result = BundleLoader.Load(
            _folder.Path, previous, changed: changed.Length == 0 ? null : changed, cancellation: TestContext.Current.CancellationToken);
        Assert.True(result.Bundle is not null, string.Join('\n', result.Diagnostics.Select(DiagnosticText.Format)));
        return result.Bundle;
    }
}
