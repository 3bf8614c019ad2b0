import { ActionIcon, Alert, Button, Group, Text, Title, Tooltip } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { IconCheck, IconX } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { useImportTypes, type DataImport, type ImportStage } from '~/api/imports';
import { done } from '~/ui/toast';
import { within } from '../types';
import { ColumnsStep } from './ColumnsStep';
import { HeaderStep } from './HeaderStep';
import { StartOver } from './Resume';
import { ReviewStep } from './ReviewStep';
import { UploadStep } from './UploadStep';
import { Waiting } from './Waiting';

const STEPS = ['File', 'Header', 'Columns', 'Review'] as const;
const STEP_OF: Record<ImportStage, number> = { upload: 0, reading: 0, header: 1, columns: 2, checking: 3, review: 3, done: 3 };

interface Props {
  one: DataImport;
  /** Whether the last reading of its state failed. */
  lost: boolean;
  /** Somebody is at work on it. */
  onGoing: () => void;
}

/** From a file to rows that can be imported. The server keeps every step, so that closing loses nothing. */
export function Wizard({ one, lost, onGoing }: Props) {
  const [back, setBack] = useState<number | null>(null);
  const [asking, setAsking] = useState(false);
  const navigate = useNavigate();
  const type = useImportTypes()?.find(({ name }) => name === one.type);
  const reached = STEP_OF[one.stage];
  const step = Math.min(back ?? reached, reached);
  useEffect(() => setBack(null), [one.stage, one.filename]);
  useEffect(onGoing, []);
  const forward = () => setBack(step + 1 < reached ? step + 1 : null);
  const close = () => {
    if (one.stage !== 'upload') done('The import is kept: continue at any time');
    void navigate({ to: '/imports' });
  };
  return (
    <section className="card wizard" aria-label={`Import ${within(one.type_label)}`}>
      <header>
        <div style={{ minWidth: 0 }}>
          <Title order={1} fz="1.06rem" className="clip">Import {within(one.type_label)}{one.filename && <Text span c="dimmed" fw={480} fz="0.94rem"> · {one.filename}</Text>}</Title>
        </div>
        <Steps step={step} reached={reached} onBack={setBack} />
        <Group gap={6} wrap="nowrap" style={{ justifySelf: 'end' }}>
          {one.stage !== 'upload' && <Button size="xs" variant="subtle" color="gray" onClick={() => setAsking(true)}>Start over</Button>}
          <Tooltip label="Close; the import is kept"><ActionIcon variant="subtle" color="gray" aria-label="Close the import" onClick={close}><IconX size={18} /></ActionIcon></Tooltip>
        </Group>
      </header>
      <p className="visually-hidden" role="status">Step {step + 1} of {STEPS.length}: {STEPS[step]}</p>
      {lost && <Alert color="yellow" p="xs" m="sm" role="status">The server does not answer at the moment. What you did is kept; this page tries again by itself.</Alert>}
      {step === 0 ? (one.stage === 'reading' ? <Waiting one={one} what="Reading the file" hint="Its format, its encoding and the row that names the columns are found by themselves." /> : <UploadStep one={one} type={type} />)
        : step === 1 ? <HeaderStep one={one} onForward={forward} />
        : step === 2 ? <ColumnsStep one={one} type={type} onForward={forward} onBack={() => setBack(1)} />
        : one.stage === 'checking' ? <Waiting one={one} what="Checking rows" hint="Each row is held against the rules and against what is stored." />
        : <ReviewStep one={one} type={type} onBack={() => setBack(2)} />}
      <StartOver one={one} opened={asking} onClose={() => setAsking(false)} />
    </section>
  );
}

function Steps({ step, reached, onBack }: { step: number; reached: number; onBack: (step: number) => void }) {
  return (
    <ol className="steps" aria-label="Steps">
      {STEPS.map((name, index) => {
        const inside = <><i>{index < step ? <IconCheck size={12} stroke={3} /> : index + 1}</i><span>{name}</span></>;
        return (
          <li key={name} aria-current={index === step ? 'step' : undefined} data-done={index < step || undefined}>
            {index > 0 && index !== step && index <= reached ? <button type="button" onClick={() => onBack(index)}>{inside}</button> : <span>{inside}</span>}
          </li>
        );
      })}
    </ol>
  );
}
