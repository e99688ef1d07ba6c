using Pdp.Language.Types;

namespace Pdp.Engine.Compilation;

/// <summary>Environments that are all the same to an expression, and the record types that stand for them.</summary>
/// <param name="Box">The environments.</param>
/// <param name="Subject">What is known of the subject.</param>
/// <param name="Resource">What is known of the resource.</param>
/// <param name="Action">What is known of the action.</param>
/// <param name="Description">What people are told of it: "for subject type `service`"; empty when there is but one.</param>
internal sealed record EnvironmentCell(
    EnvironmentBox Box, RecordType Subject, RecordType Resource, RecordType Action, string Description)
{
    /// <summary>The classes of subject, resource and action that make the cell; −1 where it has them all.</summary>
    public required (int Subject, int Resource, int Action) Class { get; init; }

    /// <summary>Whether it stands for several environments that differ, so that what is found there is not told.</summary>
    public bool IsBlurred { get; init; }
}
