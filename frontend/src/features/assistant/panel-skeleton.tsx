import { MessagesSkeleton } from './messages-skeleton.tsx';
import { ModelNote } from './model-note.tsx';
import { CloseButton, PanelFrame } from './panel-frame.tsx';

interface Props {
  /** Whether it is known already that no model is connected. */
  isOffline: boolean;
  onClose: (() => void) | undefined;
}

/** The panel's shape while it is on its way. */
export function PanelSkeleton({ isOffline, onClose }: Props) {
  return (
    <PanelFrame buttons={onClose && <CloseButton onClose={onClose} />}>
      <div aria-busy="true" className="grow px-4 pt-2">
        <MessagesSkeleton />
      </div>
      {isOffline && <ModelNote />}
      <div className="px-4 pb-4">
        <div className="h-11.5 rounded-box border border-line bg-raised pointer-coarse:h-13.5" />
      </div>
    </PanelFrame>
  );
}
