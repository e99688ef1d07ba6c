using System.Diagnostics;
using Pdp.Language.Runtime;
using Pdp.Language.Values;
using Xunit;

namespace Pdp.Language.Tests.Runtime;

/// <summary>
/// Runs alone: as long as other tests bring new code, the runtime puts off optimising this one.
/// </summary>
[CollectionDefinition(nameof(AllocationTests), DisableParallelization = true)]
[Collection(nameof(AllocationTests))]
public sealed class AllocationTests
{
    private static Scene Request() => new()
    {
        ["subject.department"] = Value.From("engineering"),
        ["subject.clearance"] = Value.From(5L),
        ["subject.roles"] = Value.From(new CelList([Value.From("editor"), Value.From("auditor"), Value.From("admin")])),
        ["subject.address"] = AccessTests.Map(("city", Value.From("Bern"))),
        ["resource.department"] = Value.From("engineering"),
        ["resource.classification"] = Value.From(3L),
        ["resource.score"] = Value.From(0.5),
        ["resource.path"] = Value.From("/projects/alpha/plan.txt"),
        ["resource.created"] = Value.From(new Timestamp(1_699_999_000, 0)),
        ["resource.open"] = Value.True,
        ["action.name"] = Value.From("read"),
    };

    [Theory]
    [InlineData("subject.department == 'engineering'")]
    [InlineData("subject.department != resource.department || subject.clearance >= resource.classification")]
    [InlineData("subject.clearance > 3 && resource.score < 0.75 && resource.score < 1")]
    [InlineData("action.name in ['read', 'write', 'list']")]
    [InlineData("action.name in ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'read']")]
    [InlineData("subject.clearance in [1, 3, 5]")]
    [InlineData("'admin' in subject.roles")]
    [InlineData("subject.clearance in subject.roles || true")]
    [InlineData("subject.roles.exists(r, r in ['admin', 'owner'])")]
    [InlineData("subject.roles.exists(r, r == 'admin') && subject.roles.all(r, r != 'root')")]
    [InlineData("subject.roles.all(r, r.startsWith('a') || size(r) > 2)")]
    [InlineData("subject.roles.exists_one(r, r == 'admin')")]
    [InlineData("subject.roles.exists(i, r, i == 2 && r == 'admin')")]
    [InlineData("resource.path.startsWith('/projects/') && resource.path.endsWith('.txt') && resource.path.contains('alpha')")]
    [InlineData("resource.path.matches('^/projects/[a-z]+/.*[.]txt$')")]
    [InlineData("now - resource.created < duration('24h')")]
    [InlineData("resource.created + duration('1h') > now")]
    [InlineData("subject.clearance * 2 + 1 > resource.classification - 1")]
    [InlineData("resource.open && !(resource.score > 1.0) ? true : false")]
    [InlineData("has(subject.clearance) && !has(subject.suspended) && has(subject.address.city)")]
    [InlineData("subject.address.city == 'Bern'")]
    [InlineData("subject.address['city'] == 'Bern'")]
    [InlineData("subject.roles[0] == 'editor'")]
    [InlineData("subject.roles == subject.roles")]
    [InlineData("size(subject.roles) == 3 && size(resource.path) < 100")]
    [InlineData("resource.created.getFullYear() == 2023")]
    [InlineData("subject.?department.orValue('none') == 'engineering'")]
    [InlineData("subject.?nickname.orValue('none') == 'none'")]
    [InlineData("subject.?address.?city.orValue('') == 'Bern' && subject.?address.?zip.orValue('?') == '?'")]
    [InlineData("subject.?nickname.or(subject.?address.?city).orValue('') == 'Bern'")]
    [InlineData("subject.roles[?1].orValue('') == 'auditor' && !subject.roles[?7].hasValue()")]
    [InlineData("subject.?clearance.hasValue() && !subject.?suspended.hasValue()")]
    public void Evaluation_allocates_nothing(string text) => Assert.Equal((Truth.True, 0L), Measure(text));

    [Theory]
    [InlineData("subject.missing == 'x' && resource.open")]
    [InlineData("subject.missing in ['x', 'y']")]
    [InlineData("subject.missing > 3")]
    [InlineData("subject.missing.startsWith('x')")]
    [InlineData("subject.missing.exists(v, v == 'x')")]
    [InlineData("'x' in subject.missing || subject.suspended")]
    [InlineData("subject.address.zip == '1'")]
    public void A_missing_attribute_allocates_nothing(string text) => Assert.Equal((Truth.Error, 0L), Measure(text));

    /// <summary>
    /// The least that 1,000 evaluations allocated: code that is not yet optimised boxes here and there, so that the
    /// first thousands may; what allocates in every thousand counts.
    /// </summary>
    private static (Truth Truth, long Bytes) Measure(string text)
    {
        var scene = Request();
        var program = scene.Compile(text);
        var frame = scene.NewFrame(program, fuel: long.MaxValue);
        var truth = program.Root.Test(frame);
        var least = long.MaxValue;
        var patience = Stopwatch.StartNew();
        while (least > 0 && patience.Elapsed < TimeSpan.FromSeconds(10))
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var i = 0; i < 1_000; i++) truth = program.Root.Test(frame);
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        return (truth, least);
    }
}
